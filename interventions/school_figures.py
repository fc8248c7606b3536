"""Use and results of Alpha in a school, each figure beside the target that was set for it.

Use is counted over the last four weeks of seven dates, today included; weeks without a school day are left out. Teachers
are those who teach a class in use today as more than an aide. Results are those of the help that began this school year,
as far as they can be measured (`interventions.effect_rows`): before and after alone say nothing, since students are
helped at their lowest. Nobody is named, and no figure is split by teacher. What cannot be known is no data, never 0.

These figures need both what was looked at (analytics) and what was done. Analytics knows nothing of help given, so they
are read here, in the lowest place that sees both.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from statistics import fmean

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from alpha.accounts.models import Role, School, User
from alpha.accounts.selectors import school_day_test
from alpha.learning.access import students_reportable_to
from alpha.learning.models import ClassroomTeacher
from alpha.learning.models.roster import current_on
from alpha.periods import Period
from analytics.access import alerts_visible_to
from analytics.detectors import CONCERNS
from analytics.models import AlertChange, ReportView
from interventions.effect_rows import HelpGiven, help_given, key_of
from interventions.effects import Effect, gains_beyond_classmates, intervention_effects
from interventions.figure_words import Figure, Results, Use, figures_in_words
from interventions.models import Intervention

WEEKS = 4
A_DAY = timedelta(hours=24)
# Alerts that say a student has difficulties with the work, not that she is away or late.
STRUGGLES = frozenset({"struggling", "decline", "wheel_spinning"})


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    use_period: Period
    results_period: Period
    figures: tuple[Figure, ...]


def school_figures(user: User) -> SchoolFigures:
    """Every figure for the school of a leader; ten statements at most, whatever its size."""
    school = user.school or School()
    today = school.today()
    weeks, year = Period.last(7 * WEEKS, today=today), Period.school_year(today=today)
    return SchoolFigures(
        use_period=weeks,
        results_period=year,
        figures=tuple(figures_in_words(use_of(user, weeks), results_of(help_given(user, year)))),
    )


def use_of(user: User, period: Period) -> Use:
    """How much Alpha was used in the weeks of the period; five statements."""
    school = user.school
    if school is None:
        return Use(0, 0, 0, 0, 0, 0, 0, 0)
    is_school_day = school_day_test(school)
    weeks = [week for week in _weeks(period) if any(map(is_school_day, week))]
    teachers = set(_teachers(school).values_list("pk", flat=True))
    given = _given(user, teachers, school, period)
    alerts = _alerts(user, school, period)
    return Use(
        teachers=len(teachers),
        weeks=len(weeks),
        viewing=_viewing(teachers, school, weeks),
        given=given["all"],
        messages=given["messages"],
        templated=given["templated"],
        alerts=alerts["all"],
        answered=alerts["answered"],
    )


def results_of(found: HelpGiven) -> Results:
    """What became of the help that can be compared."""
    gains = gains_beyond_classmates(found.rows)
    struggles = [
        gain for gain in gains if STRUGGLES & found.concerns_of.get(key_of(gain.row), frozenset())
    ]
    helped = _means((one.row.student, one.beyond) for one in struggles if one.row.itype)
    without = _means((one.row.student, one.beyond) for one in struggles if not one.row.itype)
    expected = [one.expected for one in gains if one.row.itype]
    return Results(
        struggling=len(helped),
        improved=sum(mean > 0 for mean in helped),
        without=len(without),
        improved_without=sum(mean > 0 for mean in without),
        effect=_effect_of_any_help(found),
        expected=fmean(expected) if expected else None,
    )


def _effect_of_any_help(found: HelpGiven) -> Effect:
    """Of all kinds of help taken as one: who got two on a day has one row."""
    rows = {
        (row.cell, row.student): replace(row, itype="help" if row.itype else None)
        for row in found.rows
    }
    return intervention_effects(rows.values()).get("help", Effect("insufficient", 0, 0))


def _means(gains: Iterable[tuple[object, float]]) -> list[float]:
    """Each student once: the mean of what was measured of her."""
    by_student: dict[object, list[float]] = defaultdict(list)
    for student, beyond in gains:
        by_student[student].append(beyond)
    return [fmean(values) for values in by_student.values()]


def _weeks(period: Period) -> list[Period]:
    starts = [period.start + timedelta(days=7 * number) for number in range(period.days // 7)]
    return [Period(start, start + timedelta(days=7)) for start in starts]


def _teachers(school: School) -> QuerySet[User]:
    teaching = ClassroomTeacher.objects.filter(
        current_on(school.today()),
        teacher=OuterRef("pk"),
        role=ClassroomTeacher.Role.TEACHER,
        classroom__school=school,
        classroom__is_archived=False,
    )
    active = User.objects.filter(school=school, role=Role.TEACHER, is_active=True)
    return active.filter(Exists(teaching)).order_by()


def _viewing(teachers: set[int], school: School, weeks: Sequence[Period]) -> int:
    """In how many teacher-weeks somebody opened a report of a student or a class; one statement."""
    if not weeks:
        return 0
    in_weeks = {
        f"week_{number}": Count("viewer", distinct=True, filter=_within("viewed_at", week, school))
        for number, week in enumerate(weeks)
    }
    views = ReportView.objects.filter(
        reduce(or_, (_within("viewed_at", week, school) for week in weeks)), viewer__in=teachers
    )
    return sum(views.order_by().aggregate(**in_weeks).values())


def _given(user: User, teachers: set[int], school: School, period: Period) -> dict[str, int]:
    """What the teachers gave, the messages of it, and those that came from a template; one statement."""
    message = Q(intervention_type=Intervention.InterventionType.MESSAGE)
    rows = Intervention.objects.filter(
        _within("created_at", period, school),
        student__in=students_reportable_to(user).order_by(),
        teacher__in=teachers,
    )
    return rows.order_by().aggregate(
        all=Count("pk"),
        messages=Count("pk", filter=message),
        templated=Count("pk", filter=message & Q(message__template__isnull=False)),
    )


def _alerts(user: User, school: School, period: Period) -> dict[str, int]:
    """Alerts of concern that are a day old, and those answered within that day; one statement.

    Answered: somebody began help for the student, or said what becomes of the alert.
    """
    within_a_day = OuterRef("opened_at") + A_DAY
    helped = Intervention.objects.filter(
        student=OuterRef("student"),
        created_at__gte=OuterRef("opened_at"),
        created_at__lte=within_a_day,
    )
    said = AlertChange.objects.filter(
        alert=OuterRef("pk"), made_by__isnull=False, made_at__lte=within_a_day
    )
    alerts = alerts_visible_to(user).filter(
        _within("opened_at", period, school),
        opened_at__lte=timezone.now() - A_DAY,
        kind__in=[*CONCERNS, "class_gap"],
    )
    answered = alerts.annotate(is_answered=Exists(helped) | Exists(said))
    return answered.order_by().aggregate(
        all=Count("pk"), answered=Count("pk", filter=Q(is_answered=True))
    )


def _within(column: str, period: Period, school: School) -> Q:
    start, end = (
        datetime.combine(day, time(), tzinfo=school.zone) for day in (period.start, period.end)
    )
    return Q(**{f"{column}__gte": start, f"{column}__lt": end})
