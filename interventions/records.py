"""Interventions as plain data, for the service and the API."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from alpha.learning.models import Student
from interventions.baseline import Tally, frozen, last_30_days_now
from interventions.models import Intervention, InterventionChange, Meeting
from interventions.states import code_of, states_of


@dataclass(frozen=True, slots=True)
class AccuracyRecord:
    """Of 30 dates; `accuracy` is 0 to 1, None without answers."""

    accuracy: float | None
    correct: int
    answered: int


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A line of the record: `kind` as `InterventionChange.Kind` names it; `by` is empty where no name was kept."""

    kind: str
    at: str
    by: str
    notes: str
    effectiveness_rating: int | None


@dataclass(frozen=True, slots=True)
class NotificationRecord:
    """`guardian` is empty where nobody could be reached; `state` as `interventions.states` names it."""

    guardian: str
    state: str


@dataclass(frozen=True, slots=True)
class InterventionRecord:
    """An intervention with the state of what it made; instants are ISO 8601, dates too.

    `status`: pending, completed (a meeting that was held) or resolved. `state`: see `interventions.states`.
    `accuracy_then` is what was frozen when it began, `accuracy_now` the same 30-day figure today, natural rebound
    included; both count all skills.
    """

    id: int
    student_id: int
    teacher_id: int
    teacher: str
    intervention_type: str
    action_taken: str
    created_at: str | None
    status: str
    state: str
    notifications: list[NotificationRecord]
    skills: list[str]
    is_resolved: bool
    resolved_at: str | None
    resolved_by: str
    resolution_notes: str
    effectiveness_rating: int | None
    follow_up_on: str | None
    accuracy_then: AccuracyRecord | None
    accuracy_now: AccuracyRecord
    changes: list[ChangeRecord]


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """One student's part of a meeting; those of a group share `group_id`. Texts are empty where nothing was said."""

    id: int
    intervention_id: int | None
    group_id: str | None
    student_id: int
    student: str
    meeting_type: str
    scheduled_at: str
    ends_at: str
    time_zone: str
    duration_minutes: int
    location: str
    notes: str
    status: str
    outcome_notes: str


def records_of(student: Student, interventions: Iterable[Intervention]) -> list[InterventionRecord]:
    """The student's interventions, which come with what `selectors.told` fetches; one query more."""
    now = _accuracy(last_30_days_now(student))
    return [_record(row, now) for row in interventions]


def meeting_records(meetings: Iterable[Meeting]) -> list[MeetingRecord]:
    """Meetings that come with student and intervention; no query more."""
    return [_meeting(row) for row in meetings]


def _meeting(row: Meeting) -> MeetingRecord:
    intervention = getattr(row, "intervention", None)
    return MeetingRecord(
        id=row.pk,
        intervention_id=None if intervention is None else intervention.pk,
        group_id=None if row.group_id is None else str(row.group_id),
        student_id=row.student_id,
        student=row.student.name,
        meeting_type=row.meeting_type,
        scheduled_at=row.scheduled_at.isoformat(),
        ends_at=row.ends_at.isoformat(),
        time_zone=row.time_zone,
        duration_minutes=row.minutes,
        location=row.location or "",
        notes=row.notes or "",
        status=row.status or Meeting.Status.SCHEDULED.value,
        outcome_notes=row.outcome_notes,
    )


def _record(row: Intervention, now: AccuracyRecord) -> InterventionRecord:
    then = frozen(row.baseline, "last30")
    return InterventionRecord(
        id=row.pk,
        student_id=row.student_id,
        teacher_id=row.teacher_id,
        teacher=row.teacher.display_name,
        intervention_type=row.intervention_type,
        action_taken=row.action_taken,
        created_at=_iso(row.created_at),
        status=row.status.value,
        state=code_of(row),
        notifications=_notifications(row),
        skills=[skill.name for skill in row.skills.all()],
        is_resolved=bool(row.is_resolved),
        resolved_at=_iso(row.resolved_at),
        resolved_by=row.resolved_by.display_name if row.resolved_by else "",
        resolution_notes=row.resolution_notes or "",
        effectiveness_rating=row.effectiveness_rating,
        follow_up_on=row.follow_up_on.isoformat() if row.follow_up_on else None,
        accuracy_then=_accuracy(then) if then else None,
        accuracy_now=now,
        changes=[_change(line) for line in row.changes.all()],
    )


def _notifications(row: Intervention) -> list[NotificationRecord]:
    if row.intervention_type != Intervention.InterventionType.PARENT_NOTIFICATION:
        return []
    return [NotificationRecord(guardian=state.who, state=state.code) for state in states_of(row)]


def _accuracy(tally: Tally) -> AccuracyRecord:
    share = tally.correct / tally.answered if tally.answered else None
    return AccuracyRecord(accuracy=share, correct=tally.correct, answered=tally.answered)


def _change(line: InterventionChange) -> ChangeRecord:
    return ChangeRecord(
        kind=line.kind,
        at=line.at.isoformat(),
        by=line.by.display_name if line.by else "",
        notes=line.notes,
        effectiveness_rating=line.effectiveness_rating,
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
