"""What the ten addresses take and give. Limits that a type can say are here; the rest is refused where it is done."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import (
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

from alpha.accounts.api_auth import caller
from alpha.json_api import (
    MAX_ID,
    Count,
    Day,
    DayIn,
    Id,
    Input,
    Instant,
    InstantIn,
    Rate,
    Refused,
    Shape,
)
from alpha.learning.access import check_is_staff, check_students
from alpha.learning.services.assignments import MAX_QUESTIONS
from interventions.access import find_intervention_to_change, find_template
from interventions.actions.meeting import (
    MAX_LOCATION_LENGTH,
    MAX_MINUTES,
    MAX_NOTES_LENGTH,
)
from interventions.actions.message import MAX_MESSAGE_LENGTH
from interventions.actions.parent_notice import MAX_LETTER_LENGTH
from interventions.models.meetings import DEFAULT_MINUTES
from interventions.templates_text import ALLOWED_VARIABLES

MOST_STUDENTS = 100
MOST_SKILLS = 50
# Of a list that is too long anyway no more are looked for.
MOST_LOOKED_FOR = 1_000
# One more than an id can have.
MOST_DIGITS = 20

Category = Literal["inactive", "struggling", "overdue", "encouragement"]
MeetingType = Literal["one_on_one", "parent_conference", "group"]
MeetingStatus = Literal["scheduled", "completed", "cancelled"]
Difficulty = Literal["easy", "medium", "hard", "adaptive"]

CategoryQuery = Annotated[Category | None, Query(description="only templates of this kind")]
StartQuery = Annotated[DayIn | None, Query(description="first date, at the school")]
EndQuery = Annotated[DayIn | None, Query(description="last date, at the school")]
StatusQuery = Annotated[MeetingStatus | None, Query(description="only meetings of this status")]


class AboutStudents(Input):
    """A body about one student or several: who is out of reach is not found, whatever else stands in it."""

    @classmethod
    def look_for(cls, request: HttpRequest, data: Mapping[str, Any]) -> None:
        check_is_staff(caller(request))
        if named := set(student_ids_in(data)):
            check_students(caller(request), named)


def student_ids_in(data: Mapping[str, Any]) -> Iterator[int]:
    """What could be the id of a student, in a body that nobody has checked."""
    several = data.get("student_ids")
    listed = several[:MOST_LOOKED_FOR] if isinstance(several, list) else []
    return (key for key in (data.get("student_id"), *listed) if may_be_id(key))


def may_be_id(key: object) -> bool:
    return isinstance(key, int) and not isinstance(key, bool) and 1 <= key <= MAX_ID


class MessageIn(AboutStudents):
    student_id: Id
    message: StrictStr = Field(
        min_length=1,
        max_length=MAX_MESSAGE_LENGTH,
        description="every {variable} filled in",
        examples=["Well done today, Sam."],
    )
    template_id: Id | None = Field(default=None, description="the template it was made from")


class AssignmentIn(AboutStudents):
    """What is not said is filled in from where the student stands; without `auto_fill` the skills have to be said."""

    student_id: Id
    auto_fill: StrictBool = True
    title: StrictStr | None = Field(default=None, max_length=200)
    skill_ids: list[Id] | None = Field(default=None, min_length=1, max_length=MOST_SKILLS)
    question_count: StrictInt | None = Field(default=None, ge=1, le=MAX_QUESTIONS, examples=[15])
    difficulty: Difficulty | None = None
    due_at: InstantIn | None = Field(default=None, description="within a year; with offset")


class MeetingIn(AboutStudents):
    """`student_id` for one student, `student_ids` for several, who meet as a group."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["student_id"]}, {"required": ["student_ids"]}]}
    )

    # A factory, so that no default is described: of the two one has to be said.
    student_id: Id = Field(default_factory=int)
    student_ids: list[Id] = Field(default_factory=list, min_length=1, max_length=MOST_STUDENTS)
    meeting_type: MeetingType
    scheduled_at: InstantIn = Field(description="to come, within a year; with offset")
    duration_minutes: StrictInt = Field(default=DEFAULT_MINUTES, ge=1, le=MAX_MINUTES)
    location: StrictStr = Field(default="", max_length=MAX_LOCATION_LENGTH, examples=["Room 101"])
    notes: StrictStr = Field(
        default="", max_length=MAX_NOTES_LENGTH, description="the teacher's own"
    )

    @model_validator(mode="after")
    def one_way_to_say_whom(self) -> "MeetingIn":
        if len(self.model_fields_set & {"student_id", "student_ids"}) != 1:
            raise Refused({"student_ids": ["Send either student_id or student_ids."]})
        return self

    @property
    def students(self) -> list[int]:
        return self.student_ids if "student_ids" in self.model_fields_set else [self.student_id]


class NotifyParentIn(AboutStudents):
    student_id: Id
    message: StrictStr = Field(min_length=1, max_length=MAX_LETTER_LENGTH)
    include_summary: StrictBool = True


class ResolveIn(Input):
    resolution_notes: StrictStr = Field(default="", max_length=MAX_NOTES_LENGTH)
    effectiveness_rating: StrictInt | None = Field(
        default=None, ge=1, le=5, description="an opinion, 1 to 5 stars", examples=[4]
    )

    @classmethod
    def look_for(cls, request: HttpRequest, data: Mapping[str, Any]) -> None:  # noqa: ARG003  # it stands in the address
        match = request.resolver_match
        key = match.kwargs["intervention_id"] if match else ""
        if key.isascii() and key.isdecimal() and may_be_id(int(key[:MOST_DIGITS])):
            find_intervention_to_change(caller(request), int(key))


class FillIn(Input):
    """A value for each name; what has none stays in the text as {name}."""

    template_id: Id
    variables: dict[str, StrictStr | StrictInt | StrictFloat] = Field(
        max_length=50, examples=[{"student_name": "Sam"}], description=", ".join(ALLOWED_VARIABLES)
    )

    @classmethod
    def look_for(cls, request: HttpRequest, data: Mapping[str, Any]) -> None:
        check_is_staff(caller(request))
        if may_be_id(data.get("template_id")):
            find_template(caller(request), data["template_id"])


# Answers --------------------------------------------------------------------------------------


class MessageSent(Shape):
    intervention_id: int
    message_id: int


class AssignmentCreated(Shape):
    intervention_id: int
    assignment_id: int
    title: str
    skill_ids: list[int]
    question_count: int = Field(ge=1, le=MAX_QUESTIONS)
    difficulty: Difficulty
    due_at: Instant


class MeetingScheduled(Shape):
    """One of each for every student, in their order."""

    intervention_ids: list[int]
    meeting_ids: list[int]


class Notified(Shape):
    guardian: str = Field(description="empty where nobody could be reached")
    state: str = Field(
        description="queued, sending, sent, retry, failed, cancelled, no_address or no_contact",
        examples=["queued"],
    )


class ParentNotified(Shape):
    intervention_id: int
    notifications: list[Notified]


class AccuracyRecord(Shape):
    """Of 30 dates, over all skills."""

    accuracy: Rate | None
    correct: Count
    answered: Count


class ChangeRecord(Shape):
    kind: str = Field(examples=["resolved"], description="resolved or reopened")
    at: Instant
    by: str
    notes: str
    effectiveness_rating: int | None = Field(ge=1, le=5)


class InterventionRecord(Shape):
    """An intervention with how it stands; then and now: 30-day accuracy when it began, and today."""

    id: int
    student_id: int
    teacher_id: int
    teacher: str
    intervention_type: Literal["message", "assignment", "meeting", "parent_notification"]
    action_taken: str
    created_at: Instant | None
    status: Literal["pending", "completed", "resolved"]
    state: str = Field(description="of what was made", examples=["unread"])
    notifications: list[Notified]
    skills: list[str]
    is_resolved: bool
    resolved_at: Instant | None
    resolved_by: str
    resolution_notes: str
    effectiveness_rating: int | None = Field(ge=1, le=5)
    follow_up_on: Day | None
    accuracy_then: AccuracyRecord | None
    accuracy_now: AccuracyRecord
    changes: list[ChangeRecord]


class History(Shape):
    """Newest first."""

    interventions: list[InterventionRecord]


class TemplateRecord(Shape):
    id: int
    category: Category
    title: str
    content: str
    variables: list[str]


class Templates(Shape):
    templates: list[TemplateRecord]


class Filled(Shape):
    """The text with what was known; `missing` names what still stands in it as {name}."""

    message: str
    missing: list[str]


class DefaultsCreated(Shape):
    created: Count
    total: Count


class MeetingRecord(Shape):
    """One student's part of a meeting; those of a group share `group_id`."""

    id: int
    intervention_id: int | None
    group_id: str | None
    student_id: int
    student: str
    meeting_type: MeetingType
    scheduled_at: Instant
    ends_at: Instant
    time_zone: str = Field(examples=["America/New_York"])
    duration_minutes: int = Field(ge=1)
    location: str
    notes: str
    status: MeetingStatus
    outcome_notes: str


class Meetings(Shape):
    """The caller's own, soonest first."""

    meetings: list[MeetingRecord]
