"""Practice in: what a practice platform says its students did, as sessions or as xAPI statements."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from alpha.accounts.api_auth import ACTING, caller
from alpha.accounts.api_once import OnceKey, once
from alpha.accounts.models import School
from alpha.json_api import Refused, answers, problem
from alpha.learning.api.schemas import (
    PracticeIn,
    PracticeResult,
    SessionIn,
    SessionResult,
    StatementIds,
    StatementsIn,
    Version,
)
from alpha.learning.reported import Refusal, ReportedSession
from alpha.learning.selectors.accounts import students_by_account
from alpha.learning.services.reported_practice import (
    BatchRefusedError,
    Outcome,
    Result,
    record_reported,
)
from alpha.learning.xapi import (
    PATHS,
    SOURCE,
    VERSION_HEADER,
    StatementRefusedError,
    read_statement,
    spoken_version,
)

practice = Router(auth=ACTING, tags=["Practice in"])
xapi = Router(auth=ACTING, tags=["Practice in"])


@practice.post(
    "/sessions",
    response=answers(200, PracticeResult, body=True),
    operation_id="report_practice_sessions",
    summary="Report practice sessions",
)
def report_practice_sessions(
    request: HttpRequest, batch: PracticeIn, key: OnceKey = None
) -> HttpResponse:
    """Up to a thousand sessions of students in the caller's scope. A session is known by student, `source` and
    `external_id`: sent again it adds nothing. One that is refused says why and does not stop the others; a student who is
    not the caller's to record for stops them all.
    """

    def record() -> PracticeResult:
        reported = [_reported(session) for session in batch.sessions]
        results = record_reported(_school(request), reported, source=batch.source)
        return _practice_result(batch.sessions, results)

    return once(request, key, batch, record, status=200)


@xapi.post(
    "/statements",
    response=answers(200, StatementIds, conflict=True, body=True),
    operation_id="report_statements",
    summary="Report practice as xAPI statements",
)
def report_statements(
    request: HttpRequest, statements: StatementsIn, version: Version, key: OnceKey = None
) -> HttpResponse:
    """Statements with the verbs `answered` and `completed`, one or a list, all of them or none. The student is named by
    an account: a username at this installation's own home page, an id from outside at any other. The skill is the first
    activity whose id ends in the code of one: of category, parent, grouping and other, and last the object itself. A
    statement that was stored before is answered like a new one, and with 409 where it says something else now. A
    `completed` quiz adds nothing where its answers were reported one by one.
    """

    def record() -> StatementIds:
        _record_statements(request, statements)
        return StatementIds([statement.id for statement in statements.root])

    try:
        return once(request, key, statements, record, status=200)
    except BatchRefusedError as error:
        conflicts = _conflicts(error.refusals)
        if conflicts:
            ids = ", ".join(statements.root[place].id for place in conflicts)
            return problem(409, f"Recorded before with other content, which stays: {ids}.")
        raise _refused(error.refusals) from None


def speaking_xapi(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around a view: every answer, a refusal too, says which version of the specification it speaks."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        response[VERSION_HEADER] = spoken_version(request.headers.get(VERSION_HEADER, ""))
        return response

    return answer


def _record_statements(request: HttpRequest, statements: StatementsIn) -> None:
    accounts = {statement.actor.account for statement in statements.root}
    students = students_by_account(caller(request), accounts)
    reported, refusals = [], {}
    for place, statement in enumerate(statements.root):
        try:
            reported.append(read_statement(statement, students[statement.actor.account]))
        except StatementRefusedError as error:
            refusals[place] = tuple(error.refusals)
    if refusals:
        raise _refused(refusals)
    record_reported(_school(request), reported, source=SOURCE, whole=True)


def _school(request: HttpRequest) -> School:
    school = caller(request).school
    if school is None:
        # Who has no school has no students: nobody gets here.
        raise Http404
    return school


def _reported(session: SessionIn) -> ReportedSession:
    return ReportedSession(
        student_id=session.student_id,
        external_id=session.external_id,
        started_at=session.started_at,
        duration_seconds=session.duration_seconds,
        questions_answered=session.questions_answered,
        questions_correct=session.questions_correct,
        skill_id=session.skill_id,
        skill_codes=() if session.skill_code is None else (session.skill_code,),
    )


def _practice_result(sessions: Sequence[SessionIn], results: Sequence[Result]) -> PracticeResult:
    counts = Counter(result.outcome for result in results)
    return PracticeResult(
        created=counts[Outcome.CREATED],
        already_there=counts[Outcome.ALREADY_THERE],
        refused=counts[Outcome.REFUSED],
        results=[
            SessionResult(
                external_id=session.external_id,
                student_id=session.student_id,
                status=result.outcome.value,
                session_id=result.session_id,
                errors={refusal.field: [refusal.message] for refusal in result.refusals},
            )
            for session, result in zip(sessions, results, strict=True)
        ],
    )


def _conflicts(refusals: Mapping[int, Sequence[Refusal]]) -> list[int]:
    """Places of statements that are stored otherwise; none where something else is wrong as well."""
    if all(refusal.is_conflict for found in refusals.values() for refusal in found):
        return sorted(refusals)
    return []


def _refused(refusals: Mapping[int, Sequence[Refusal]]) -> Refused:
    errors: dict[str, list[str]] = {}
    for place, found in sorted(refusals.items()):
        for refusal in found:
            field = f"{place}.{PATHS.get(refusal.field, refusal.field)}"
            errors.setdefault(field, []).append(refusal.message)
    return Refused(errors)
