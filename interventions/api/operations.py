"""The ten addresses of interventions: what `InterventionService` does, for whoever asks, as herself."""

from typing import Any

from django.http import HttpRequest
from ninja import Body, Router

from alpha.accounts.api_auth import ACTING, READING, caller
from alpha.accounts.api_once import OnceKey, once
from alpha.json_api import AddressId, answers
from interventions.api.schemas import (
    AssignmentCreated,
    AssignmentIn,
    CategoryQuery,
    DefaultsCreated,
    EndQuery,
    Filled,
    FillIn,
    History,
    InterventionRecord,
    MeetingIn,
    Meetings,
    MeetingScheduled,
    MessageIn,
    MessageSent,
    NotifyParentIn,
    ParentNotified,
    ResolveIn,
    StartQuery,
    StatusQuery,
    Templates,
)
from interventions.models import Intervention
from interventions.services import InterventionService

router = Router(tags=["Interventions"])


@router.post(
    "/message",
    auth=ACTING,
    response=answers(201, MessageSent, body=True),
    operation_id="send_message",
    summary="Send message to student",
)
def send_message(request: HttpRequest, body: MessageIn, key: OnceKey = None) -> Any:
    def effect() -> MessageSent:
        sent = service(request).send_message(body.student_id, body.message, body.template_id)
        return MessageSent(intervention_id=sent.pk, message_id=known(sent.message_id))

    return once(request, key, body, effect)


@router.post(
    "/assignment",
    auth=ACTING,
    response=answers(201, AssignmentCreated, body=True),
    operation_id="create_assignment",
    summary="Create targeted assignment",
)
def create_assignment(request: HttpRequest, body: AssignmentIn, key: OnceKey = None) -> Any:
    def effect() -> AssignmentCreated:
        changes = body.model_dump(exclude={"student_id", "auto_fill"})
        made = service(request).create_targeted_assignment(
            body.student_id, body.auto_fill, **changes
        )
        return assignment_created(made)

    return once(request, key, body, effect)


@router.post(
    "/meeting",
    auth=ACTING,
    response=answers(201, MeetingScheduled, body=True),
    operation_id="schedule_meeting",
    summary="Schedule meeting",
)
def schedule_meeting(request: HttpRequest, body: MeetingIn, key: OnceKey = None) -> Any:
    """Everybody's or nobody's: where one student cannot be met nothing is written."""

    def effect() -> MeetingScheduled:
        made = service(request).schedule_meeting(
            body.students,
            body.meeting_type,
            body.scheduled_at,
            body.duration_minutes,
            body.location,
            body.notes,
        )
        return MeetingScheduled(
            intervention_ids=[each.pk for each in made],
            meeting_ids=[known(each.meeting_id) for each in made],
        )

    return once(request, key, body, effect)


@router.post(
    "/notify-parent",
    auth=ACTING,
    response=answers(201, ParentNotified, body=True),
    operation_id="notify_parent",
    summary="Notify parent",
)
def notify_parent(request: HttpRequest, body: NotifyParentIn, key: OnceKey = None) -> Any:
    """A letter to each guardian who may be written to. With nobody to reach the answer says so; it is recorded."""

    def effect() -> ParentNotified:
        service_ = service(request)
        sent = service_.notify_parent(body.student_id, body.message, body.include_summary)
        told = service_.get_intervention(sent.pk)["notifications"]
        return ParentNotified(intervention_id=sent.pk, notifications=told)

    return once(request, key, body, effect)


@router.put(
    "/{intervention_id}/resolve",
    auth=ACTING,
    response=answers(200, InterventionRecord, conflict=True, body=True),
    operation_id="resolve_intervention",
    summary="Mark intervention resolved",
)
def resolve_intervention(
    request: HttpRequest,
    intervention_id: AddressId,
    body: ResolveIn = Body(ResolveIn()),  # noqa: B008  # read once, never changed
) -> Any:
    """409 where it is resolved already: the first one's words are kept."""
    service_ = service(request)
    service_.mark_intervention_resolved(
        intervention_id, body.resolution_notes, body.effectiveness_rating
    )
    return service_.get_intervention(intervention_id)


@router.get(
    "/student/{student_id}",
    auth=READING,
    response=answers(200, History),
    operation_id="intervention_history",
    summary="Get intervention history",
)
def intervention_history(request: HttpRequest, student_id: AddressId) -> Any:
    return {"interventions": service(request).get_intervention_history(student_id)}


@router.get(
    "/templates",
    auth=READING,
    response=answers(200, Templates),
    operation_id="message_templates",
    summary="Get message templates",
)
def message_templates(request: HttpRequest, category: CategoryQuery = None) -> Any:
    return {"templates": service(request).get_message_templates(category)}


@router.post(
    "/templates/fill",
    auth=READING,
    response=answers(200, Filled, body=True),
    operation_id="fill_template",
    summary="Fill template with variables",
)
def fill_template(request: HttpRequest, body: FillIn, key: OnceKey = None) -> Any:
    """Nothing is kept of it, so reading is enough."""

    def effect() -> Filled:
        filled = service(request).get_filled_template(body.template_id, body.variables)
        return Filled(message=filled.text, missing=list(filled.missing))

    return once(request, key, body, effect, status=200)


@router.post(
    "/templates/create-defaults",
    auth=ACTING,
    response=answers(201, DefaultsCreated),
    operation_id="create_default_templates",
    summary="Create default templates",
)
def create_default_templates(request: HttpRequest, key: OnceKey = None) -> Any:
    """For administrators; a second call creates 0."""

    def effect() -> DefaultsCreated:
        return DefaultsCreated(**service(request).create_default_templates())

    return once(request, key, None, effect)


@router.get(
    "/meetings",
    auth=READING,
    response=answers(200, Meetings),
    operation_id="meetings",
    summary="Get own meetings",
)
def meetings(
    request: HttpRequest,
    start: StartQuery = None,
    end: EndQuery = None,
    status: StatusQuery = None,
) -> Any:
    return {"meetings": service(request).get_meetings(start, end, status)}


def service(request: HttpRequest) -> InterventionService:
    return InterventionService(caller(request))


def known(key: int | None) -> int:
    """The id of what was just made; the tables leave it open for what was not."""
    if key is None:
        raise TypeError("An intervention was made without what it is about.")
    return key


def assignment_created(intervention: Intervention) -> AssignmentCreated:
    work = intervention.assigned_work
    assignment, due_at = (work.assignment, work.assignment.due_at) if work else (None, None)
    if assignment is None or due_at is None:
        raise TypeError("An assignment was made without work or without a due date.")
    return AssignmentCreated(
        intervention_id=intervention.pk,
        assignment_id=assignment.pk,
        title=assignment.title,
        skill_ids=sorted(skill.pk for skill in assignment.skills.all()),
        question_count=assignment.question_count,
        difficulty=assignment.difficulty,  # type: ignore[arg-type]  # the table's own choices
        due_at=due_at.isoformat(),
    )
