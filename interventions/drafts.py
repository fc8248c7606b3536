"""What Take Action shows before the teacher types anything: where the student stands, and a message already written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from alpha.accounts.models import User
from alpha.learning.access import classrooms_visible_to
from alpha.learning.models import Student
from alpha.learning.models.roster import current_on
from analytics.metrics.activity import last_practice_on, streak_days
from analytics.metrics.mastery import struggling_skills
from interventions.models import MessageTemplate
from interventions.templates_text import fill
from interventions.variables import variables_for

Category = MessageTemplate.Category
INACTIVE_AFTER_DAYS = 7


@dataclass(frozen=True, slots=True)
class Situation:
    """`classes`: names of the classes she is in today, as far as the viewer sees them; None: no practice ever."""

    classes: tuple[str, ...]
    last_practice_on: date | None
    days_since_practice: int | None
    streak_days: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that can be sent as it stands, unless {names} without a value are left in `message`."""

    category: str
    template: MessageTemplate | None
    message: str


def situation_of(student: Student, *, viewer: User) -> Situation:
    today = student.school.today()
    enrolled = current_on(today)
    classes = classrooms_visible_to(viewer).filter(
        pk__in=student.enrollments.filter(enrolled).values("classroom")
    )
    last = last_practice_on([student.pk]).get(student.pk)
    return Situation(
        classes=tuple(classes.order_by("name").values_list("name", flat=True)),
        last_practice_on=last,
        days_since_practice=None if last is None else (today - last).days,
        streak_days=streak_days(student),
    )


def draft_message(
    student: Student,
    *,
    by: User,
    templates: Iterable[MessageTemplate],
    category: str = "",
    template: MessageTemplate | None = None,
) -> Draft:
    """The message that `template` makes for this student.

    Without one: the first template of the category all of whose variables are known for her, or else simply the first;
    without a category, the one that fits the student.
    """
    values = variables_for(student, teacher=by)
    if template is None:
        category = category or fitting_category(student)
        offered = [each for each in templates if each.category == category]
        template = first_complete(offered, values)
    if template is None:
        return Draft(category, None, "")
    return Draft(template.category, template, fill(template.content, values).text)


def first_complete(
    templates: Sequence[MessageTemplate], values: dict[str, str]
) -> MessageTemplate | None:
    complete = (each for each in templates if not fill(each.content, values).missing)
    return next(complete, templates[0] if templates else None)


def fitting_category(student: Student) -> str:
    """Struggling comes first: who is stuck on a skill needs more than a nudge to practice."""
    if struggling_skills(student):
        return Category.STRUGGLING
    last = last_practice_on([student.pk]).get(student.pk)
    if last is None or (student.school.today() - last).days >= INACTIVE_AFTER_DAYS:
        return Category.INACTIVE
    return Category.ENCOURAGEMENT


def final_text(message: str, addition: str) -> str:
    """What the student reads: the message, then the addition as its last sentence."""
    parts = (part.replace("\r\n", "\n").strip() for part in (message, addition))
    return " ".join(part for part in parts if part)
