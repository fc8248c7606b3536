"""What every action writes beside the thing itself: the intervention with its frozen baseline, and the student's notice."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from alpha.accounts.models import User
from alpha.accounts.selectors import next_school_day
from alpha.learning.models import AssignedWork, Skill, Student
from alpha.notifications.models import Notification
from analytics.alerts import acknowledge, undo
from analytics.models import Alert, AlertChange
from interventions.baseline import frozen_baseline
from interventions.errors import Invalid
from interventions.models import Intervention, Meeting, TeacherMessage

Kind = Intervention.InterventionType
# After so long one asks whether it helped: two weeks of practice are something to look at.
REVIEW_AFTER = timedelta(days=14)


def record_intervention(
    student: Student,
    *,
    by: User,
    action_taken: str,
    at: datetime,
    made: TeacherMessage | AssignedWork | Meeting | None,
    skills: Iterable[Skill] = (),
    alert: Alert | None = None,
) -> Intervention:
    """`made` is the message, assigned work or meeting; None for a parent notification, whose rows point back here.

    `at` is when it happened; the baseline is that of its school day, the review is due two weeks later on a school day.
    Who answers an alert has seen it: it is acknowledged.
    Raises Invalid for the alert of another student.
    """
    if alert is not None and alert.student_id != student.pk:
        raise Invalid("alert", "This alert is about another student.")
    concerned, day = list(skills), student.school.day_of(at)
    intervention = Intervention.objects.create(
        student=student,
        teacher=by,
        intervention_type=_kind(made),
        action_taken=action_taken,
        created_at=at,
        message=made if isinstance(made, TeacherMessage) else None,
        assigned_work=made if isinstance(made, AssignedWork) else None,
        meeting=made if isinstance(made, Meeting) else None,
        alert=alert,
        follow_up_on=next_school_day(student.school, day + REVIEW_AFTER),
        baseline=frozen_baseline(student, concerned, day),
    )
    intervention.skills.set(concerned)
    if alert is not None and alert.is_current:
        acknowledge(alert, by=by, at=at)
    return intervention


def let_go(alert: Alert, *, by: User, at: datetime | None) -> None:
    """An action that answered the alert at this moment was taken back: it is as unseen as before."""
    last = alert.changes.order_by("-pk").first()
    if (
        last is not None
        and last.action == AlertChange.Action.ACKNOWLEDGED
        and (last.made_by_id, last.made_at) == (by.pk, at)
    ):
        undo(alert, by=by)


def notify_student(
    student: Student,
    *,
    kind: Notification.Kind,
    title: str,
    body: str,
    at: datetime,
    link: str = "",
) -> Notification:
    longest = Notification._meta.get_field("title").max_length
    return Notification.objects.create(
        recipient=student.user,
        kind=kind,
        title=title[:longest],
        body=body,
        link=link,
        created_at=at,
    )


def _kind(made: TeacherMessage | AssignedWork | Meeting | None) -> Kind:
    match made:
        case TeacherMessage():
            return Kind.MESSAGE
        case AssignedWork():
            return Kind.ASSIGNMENT
        case Meeting():
            return Kind.MEETING
    return Kind.PARENT_NOTIFICATION
