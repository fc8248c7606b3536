"""Meetings around today: what the teacher of the sign-in page has behind her, today and ahead of her."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alpha.accounts.models import User
from alpha.demo.classes import DemoClass
from alpha.demo.clock import DemoClock
from alpha.demo.practice import Learner
from alpha.learning.models import Student
from alpha.notifications.services import mark_sent
from interventions.actions.meeting import schedule_meeting
from interventions.actions.meeting_changes import cancel_meetings, complete_meetings
from interventions.models import Intervention, Meeting, MeetingMail

ROOM = "Room 101"
ARRANGED_BEFORE, ARRANGED_AT = 3, 15.5


@dataclass(frozen=True, slots=True)
class Plan:
    """`ago` counts school days back, below 0 ahead; `outcome`: what came of it, None where that is not written down."""

    ago: int
    hour: float
    kind: str
    notes: str
    outcome: str | None = None
    students: int = 1
    place: str = ROOM
    cancelled: bool = False


PLANS = [
    Plan(
        6,
        9.5,
        "parent_conference",
        "Practice at home, and what helps.",
        "Agreed on ten minutes on two evenings a week.",
        place="Library",
    ),
    Plan(
        4,
        13,
        "group",
        "Equivalent fractions with strips.",
        "All three found the pattern. They want to show it to the class.",
        students=3,
    ),
    Plan(3, 10, "one_on_one", "Talk about a good time for practice.", cancelled=True),
    Plan(
        2,
        10,
        "one_on_one",
        "Long division, step by step.",
        "Place value was the trouble. Will use squared paper.",
    ),
    Plan(1, 14, "one_on_one", "Look at the last practice together."),
    Plan(0, 8.25, "one_on_one", "Short check before class.", "Ready for the next step."),
    Plan(0, 11.5, "one_on_one", "Decimals on the number line.", "Went well; two more to practice."),
    Plan(0, 15.25, "parent_conference", "How the first weeks went.", "A good, open talk."),
    Plan(-1, 10, "one_on_one", "Work through three questions."),
    Plan(-2, 9, "group", "Fractions with manipulatives.", students=3),
    Plan(-7, 16, "parent_conference", "Go through the conference sheet."),
]


def arrange_meetings(demo_class: DemoClass, learners: Sequence[Learner], clock: DemoClock) -> None:
    """The plans, acted out for the students in turn by who leads the class. On a day without school there are none."""
    students = [learner.student for learner in learners]
    for number, plan in enumerate(PLANS):
        ago = _days_ago(plan.ago, clock)
        if ago is not None:
            several = range(min(plan.students, len(students)))
            chosen = [students[(number + each) % len(students)] for each in several]
            starts_at = local_hour(clock, ago, plan.hour)
            interventions = _arrange(plan, demo_class.lead, chosen, starts_at, clock)
            mail_is_out(interventions, clock)
            _tell_what_became(plan, [meeting_of(each) for each in interventions], starts_at, clock)
            mail_is_out(interventions, clock)


def mail_is_out(interventions: Sequence[Intervention], clock: DemoClock) -> None:
    """Mail about these meetings left when it was allowed to."""
    meetings = [intervention.meeting for intervention in interventions]
    for mail in MeetingMail.objects.filter(meeting__in=meetings).select_related("email"):
        if mail.email.send_after <= clock.now and mail.email.sent_at is None:
            mark_sent(mail.email, at=mail.email.send_after)


def local_hour(clock: DemoClock, ago: int, hour: float) -> datetime:
    """The hour as the clock shows it, today too: a meeting of today may still be to come."""
    midnight = clock.at(ago, 0) if ago else clock.at(-1, 0) - timedelta(days=1)
    return midnight + timedelta(hours=hour)


def meeting_of(intervention: Intervention) -> Meeting:
    if intervention.meeting is None:
        raise ValueError("This intervention is no meeting.")
    return intervention.meeting


def _days_ago(school_days: int, clock: DemoClock) -> int | None:
    if school_days == 0:
        return 0 if clock.is_taught(0) else None
    ago, step = 0, 1 if school_days > 0 else -1
    for _ in range(abs(school_days)):
        ago = clock.last_taught(ago + 1) if step > 0 else clock.next_taught(ago - 1)
    return ago


def _arrange(
    plan: Plan, teacher: User, students: Sequence[Student], starts_at: datetime, clock: DemoClock
) -> list[Intervention]:
    arranged_ago = clock.last_taught(max((clock.now - starts_at).days, 0) + ARRANGED_BEFORE)
    return schedule_meeting(
        students,
        by=teacher,
        meeting_type=plan.kind,
        scheduled_at=starts_at,
        location=plan.place,
        notes=plan.notes,
        at=clock.at(arranged_ago, ARRANGED_AT),
    )


def _tell_what_became(
    plan: Plan, meetings: Sequence[Meeting], starts_at: datetime, clock: DemoClock
) -> None:
    teacher = meetings[0].teacher
    if plan.cancelled:
        cancel_meetings(meetings, by=teacher, at=starts_at - timedelta(hours=20))
    elif plan.outcome is not None and meetings[0].ends_at <= clock.now:
        complete_meetings(meetings, by=teacher, outcome_notes=plan.outcome, at=clock.now)
