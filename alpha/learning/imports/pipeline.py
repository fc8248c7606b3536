"""From a file to practice in the school: read and checked whole first, then written student by student.

Each batch of students is one transaction, so a run that is killed leaves whole students behind, and running again does
the rest. Everything is found again by its id in the file.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from alpha.accounts.models import School, validate_time_zone
from alpha.learning.imports.cells import RowError
from alpha.learning.imports.clock import EstimatedDates, instant_of, knots_of
from alpha.learning.imports.clones import clone_warnings
from alpha.learning.imports.directory import Directory
from alpha.learning.imports.reading import open_rows, parse_rows, recognise
from alpha.learning.imports.refusals import ErrorReport, ImportRefusedError
from alpha.learning.imports.rows import Format, PracticeRow
from alpha.learning.imports.sittings import (
    Sitting,
    StagedAnswer,
    sittings_by_pause,
    sittings_by_run,
)
from alpha.learning.imports.staging import StagedStudent, Staging
from alpha.learning.imports.summary import ImportSummary
from alpha.learning.imports.works import record_given_work
from alpha.learning.models import Attempt, PracticeImport, PracticeSession
from alpha.learning.services.practice import (
    NewAttempt,
    NewSession,
    announce_practice,
    record_practice,
)

ROWS_AT_ONCE = 2000
STUDENTS_AT_ONCE = 50

# Called with how many students are done and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What somebody asks for. `school` is a code or a name; a school that is missing is made.

    `zone` is the zone of a school that is made and of local times in the file, "" the school's own. `until` is the
    last of the estimated dates, None as remembered, else today. `teacher` takes the classes that have nobody.
    """

    path: Path
    school: str
    family: str = "auto"
    zone: str = ""
    until: date | None = None
    teacher: str = ""
    is_dry: bool = False


def import_practice(
    request: ImportRequest, report: ErrorReport, progress: Progress
) -> ImportSummary:
    """Take in a practice log. Raises ImportRefusedError, with nothing written, where it cannot be one."""
    school = find_school(request.school, request.zone)
    summary = ImportSummary()
    with Staging() as staging:
        zone = ZoneInfo(request.zone) if request.zone else school.zone
        format_ = _read(request, zone, staging, report, summary)
        _look_over(staging, summary)
        if school._state.adding and not request.zone:
            summary.warnings.append("No --timezone was given: the new school's days are in UTC.")
        if staging.number("SELECT count(*) FROM students"):
            _Writing(request, school, format_, staging, summary).run(progress)
    return summary


def find_school(wanted: str, zone: str) -> School:
    """The school with this code, else with this name, else a new one, not saved yet."""
    if zone:
        try:
            validate_time_zone(zone)
        except ValidationError as error:
            raise ImportRefusedError(error.messages[0]) from error
    school = School.objects.filter(code=wanted).first()
    if school is not None:
        return school
    named = list(School.objects.filter(name__iexact=wanted)[:2])
    if len(named) > 1:
        raise ImportRefusedError(f"Several schools are called “{wanted}”: give the code of one.")
    if named:
        return named[0]
    school = School(name=wanted, code=slugify(wanted)[:50], time_zone=zone or "UTC")
    try:
        school.full_clean()
    except ValidationError as error:
        raise ImportRefusedError(
            f"“{wanted}” cannot be the name of a new school: {' '.join(error.messages)}"
        ) from error
    return school


def _read(
    request: ImportRequest,
    zone: ZoneInfo,
    staging: Staging,
    report: ErrorReport,
    summary: ImportSummary,
) -> Format:
    """Put every row of the file into the scratch database, or into the report of errors."""
    with open_rows(request.path) as source:
        lines = iter(source)
        header = next(lines)
        if not isinstance(header, list):
            raise ImportRefusedError(f"The first line cannot be read as CSV: {header}.")
        format_ = recognise(header, request.family)
        summary.format = format_.name
        good = _good_rows(parse_rows(lines, source, header, format_, zone), report, summary)
        while rows := list(islice(good, ROWS_AT_ONCE)):
            staging.add(rows)
    return format_


def _good_rows(
    rows: Iterable[PracticeRow | RowError], report: ErrorReport, summary: ImportSummary
) -> Iterator[PracticeRow]:
    for row in rows:
        summary.rows += 1
        if isinstance(row, RowError):
            summary.failed += 1
            report.add(row)
        else:
            summary.remarks.update(row.remarks)
            # Taken back when the whole is counted: what is left are repeated answers.
            summary.remarks["repeated"] += bool(row.answered)
            yield row


def _look_over(staging: Staging, summary: ImportSummary) -> None:
    """Note what is odd about the file as a whole."""
    remarks, number = summary.remarks, staging.number
    remarks["repeated"] -= number("SELECT count(*) FROM answers")
    groups = "SELECT count(*) FROM (SELECT 1 FROM {} GROUP BY {} HAVING count(*) {})"
    remarks["several_classes"] = number(groups.format("members", "student", "> 1"))
    remarks["small_classes"] = number(groups.format("members", "class", "< 3"))
    remarks["class_of_two_schools"] = number(groups.format("class_schools", "class", "> 1"))
    remarks["teacher_of_two_schools"] = number(groups.format("teacher_schools", "teacher", "> 1"))
    summary.warnings += clone_warnings(staging)


class _Writing:
    """One run's second half. In a dry run everything is looked up and nothing written."""

    def __init__(
        self,
        request: ImportRequest,
        school: School,
        format_: Format,
        staging: Staging,
        summary: ImportSummary,
    ) -> None:
        self.request = request
        self.school = school
        self.format = format_
        self.staging = staging
        self.summary = summary
        self.directory = Directory(school, format_, summary, is_dry=request.is_dry)
        self.dates = self._estimated_dates()
        self.practiced: set[int] = set()

    def run(self, progress: Progress) -> None:
        with self._transaction():
            record = self._begin()
            self.directory.prepare(self.staging, teacher_username=self.request.teacher)
        total, done = self.staging.number("SELECT count(*) FROM students"), 0
        for batch in self.staging.student_batches(STUDENTS_AT_ONCE):
            with self._transaction():
                self._take_in(batch)
            done += len(batch)
            progress(done, total)
        if record is not None:
            record.finished_at = timezone.now()
            record.summary = record.summary | self.summary.as_json()
            record.save(update_fields=["finished_at", "summary"])
            announce_practice(self.school, self.practiced)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self.request.is_dry:
            yield
        else:
            with transaction.atomic():
                yield

    def _begin(self) -> PracticeImport | None:
        if self.request.is_dry:
            return None
        if self.school._state.adding:
            self.school.save()
        return PracticeImport.objects.create(
            school=self.school,
            file_name=self.request.path.name[-255:],
            format=self.format.name,
            estimated_until=self.dates.until if self.dates else None,
            summary={"knots": list(self.dates.knots)} if self.dates else {},
        )

    def _estimated_dates(self) -> EstimatedDates | None:
        """Where a file has no times: the dates of the last import of its kind, so that files agree, else new ones."""
        until, today = self.request.until, self.school.today()
        if self.format.has_times:
            if until:
                self.summary.warnings.append("--until was not used: the file has times.")
            return None
        if until and until > today:
            raise ImportRefusedError(f"--until {until} lies in the future.")
        count = self.staging.number("SELECT count(*) FROM answers")
        if not count:
            return None
        earlier = PracticeImport.objects.filter(
            school_id=self.school.pk, format=self.format.name, estimated_until__isnull=False
        ).first()
        last_day = until or (earlier and earlier.estimated_until) or today
        knots = earlier.summary.get("knots") if earlier and not until else None
        if knots is None:
            knots = knots_of(self.staging.positions(), count)
        self.summary.remarks["outside"] = self.staging.number(
            "SELECT count(*) FROM answers WHERE position NOT BETWEEN ? AND ?",
            (knots[0], knots[-1]),
        )
        return EstimatedDates(knots, last_day, self.school.zone, timezone.now())

    def _take_in(self, batch: list[StagedStudent]) -> None:
        students = self.directory.admit(batch, self.staging.classes_of(batch))
        answers = self.staging.answers_of(batch)
        known = self._known(students)
        sessions = [
            session
            for external_id, own in answers.items()
            for session in self._sessions(students.get(external_id, 0), external_id, own, known)
        ]
        if not self.request.is_dry:
            record_practice(self.school, sessions, announce=False)
            self.practiced.update(session.student_id for session in sessions)
            record_given_work(self.staging.works_of(batch), self.directory.assignments, students)
        new = sum(session.questions_answered for session in sessions)
        total = sum(answer.answered for own in answers.values() for answer in own)
        self.summary.count("answers", new=new, known=total - new)
        rows = sum(map(len, answers.values())) if self.format.rows_are_sessions else len(sessions)
        self.summary.count("sessions", new=len(sessions), known=rows - len(sessions))

    def _known(self, students: dict[str, int]) -> set[tuple[int, str]]:
        model = PracticeSession if self.format.rows_are_sessions else Attempt
        rows = model._default_manager.filter(
            student__in=students.values(), source=self.format.source
        )
        return set(rows.values_list("student_id", "external_id"))

    def _sessions(
        self,
        student_id: int,
        external_id: str,
        answers: list[StagedAnswer],
        known: set[tuple[int, str]],
    ) -> Iterator[NewSession]:
        own = {
            answer.external_id for answer in answers if (student_id, answer.external_id) in known
        }
        if self.format.rows_are_sessions:
            fresh = (answer for answer in answers if answer.external_id not in own)
            return (self._counted_session(student_id, answer) for answer in fresh)
        if self.dates is None:
            sittings = sittings_by_pause(answers, own)
        else:
            sittings = sittings_by_run(answers, own, self.dates)
        return (self._session(student_id, sitting) for sitting in sittings)

    def _counted_session(self, student_id: int, row: StagedAnswer) -> NewSession:
        return NewSession(
            student_id=student_id,
            skill_id=self.directory.skills.get(row.skill, 0),
            started_at=instant_of(row.position),
            time_spent_seconds=round(row.seconds or 0),
            questions_answered=row.answered,
            questions_correct=row.correct,
            source=self.format.source,
            external_id=row.external_id,
        )

    def _session(self, student_id: int, sitting: Sitting) -> NewSession:
        return NewSession(
            student_id=student_id,
            skill_id=self.directory.skills.get(sitting.skill, 0),
            assignment_id=self.directory.assignments.get(sitting.assignment),
            started_at=sitting.started_at,
            time_spent_seconds=sitting.seconds,
            questions_answered=len(sitting.answers),
            questions_correct=sum(timed.answer.correct for timed in sitting.answers),
            source=self.format.source,
            is_estimated=sitting.is_estimated,
            attempts=[
                NewAttempt(
                    is_correct=bool(timed.answer.correct),
                    answered_at=timed.at,
                    seconds_taken=_whole(timed.answer.seconds),
                    external_id=timed.answer.external_id,
                )
                for timed in sitting.answers
            ],
        )


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
