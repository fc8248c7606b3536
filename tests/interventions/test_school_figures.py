from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from alpha.accounts.models import Role
from alpha.learning.models import ClassroomTeacher
from alpha.periods import Period
from interventions.effect_rows import HelpGiven
from interventions.effects import EffectRow
from interventions.figure_words import Use
from interventions.school_figures import results_of, school_figures, use_of
from tests.analytics.records import classmate
from tests.factories import (
    AlertChangeFactory,
    AlertFactory,
    ClassroomTeacherFactory,
    InterventionFactory,
    MessageTemplateFactory,
    ReportViewFactory,
    SchoolHolidayFactory,
    TeacherMessageFactory,
    UserFactory,
)
from tests.interventions.effect_rows import rows_of
from tests.interventions.helped_classes import helped

# Thursday noon in New York.
NOW = datetime(2026, 3, 5, 17, tzinfo=UTC)
QUERIES = 10


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leader(school):
    return UserFactory(school=school, role=Role.LEADER)


@pytest.fixture
def weeks(school):
    """Four weeks, the last one ending today."""
    return Period.last(28, today=school.today())


def ago(**amount):
    return NOW - timedelta(**amount)


def test_a_teacher_week_counts_where_a_report_was_opened_in_it(
    leader, teacher, student, classroom, weeks
):
    second = ClassroomTeacherFactory(classroom=classroom).teacher
    # The first teacher in two of the weeks, in one of them twice; the second one before them all.
    for days in (0, 1, 8):
        ReportViewFactory(viewer=teacher, student=student, viewed_at=ago(days=days))
    ReportViewFactory(viewer=second, student=student, viewed_at=ago(days=29))

    use = use_of(leader, weeks)

    assert (use.teachers, use.weeks, use.teacher_weeks, use.viewing) == (2, 4, 8, 2)


def test_only_those_who_teach_a_class_in_use_today_are_counted(
    leader, teacher, classroom, weeks, people
):
    ClassroomTeacherFactory(
        classroom=classroom,
        teacher=UserFactory(school=classroom.school),
        role=ClassroomTeacher.Role.AIDE,
    )
    left = ClassroomTeacherFactory(classroom=classroom, ends_on=classroom.school.today())
    gone = ClassroomTeacherFactory(classroom=classroom).teacher
    gone.is_active = False
    gone.save()
    ReportViewFactory(viewer=left.teacher, viewed_at=ago(days=1))

    use = use_of(leader, weeks)

    # Alice and her co-teacher: no aide, no leader, nobody who left or may not sign in.
    assert (use.teachers, use.viewing) == (2, 0)


def test_a_week_without_school_is_no_week(leader, teacher, school, weeks):
    SchoolHolidayFactory(
        school=school, starts_on=weeks.start, ends_on=weeks.start + timedelta(days=6)
    )

    assert use_of(leader, weeks).teacher_weeks == 3


def test_interventions_and_messages_from_templates(leader, teacher, student, weeks):
    template = MessageTemplateFactory(school=student.school)
    for chosen in (template, template, None):
        message = TeacherMessageFactory(student=student, teacher=teacher, template=chosen)
        InterventionFactory(student=student, teacher=teacher, message=message)
    InterventionFactory(student=student, teacher=teacher, intervention_type="parent_notification")
    InterventionFactory(student=student, teacher=teacher, created_at=ago(days=28))
    InterventionFactory(student=student, teacher=leader)

    use = use_of(leader, weeks)

    assert (use.given, use.messages, use.templated) == (4, 3, 2)


def alert(student, **fields):
    return AlertFactory(student=student, opened_at=ago(days=3), **fields)


def test_an_alert_is_answered_by_help_or_a_decision_within_24_hours(leader, classroom, weeks):
    children = [classmate(classroom, f"Child {number}") for number in range(6)]
    at_once, too_late, decided, late_decision, by_itself, before = children
    for child in children:
        alert(child, classroom=classroom)
    InterventionFactory(student=at_once, created_at=ago(days=2))
    InterventionFactory(student=too_late, created_at=ago(days=2) + timedelta(minutes=1))
    AlertChangeFactory(alert=decided.alerts.get(), made_at=ago(days=2))
    AlertChangeFactory(alert=late_decision.alerts.get(), made_at=ago(days=2) + timedelta(minutes=1))
    AlertChangeFactory(
        alert=by_itself.alerts.get(), action="closed", made_by=None, made_at=ago(days=3)
    )
    InterventionFactory(student=before, created_at=ago(days=3) - timedelta(minutes=1))

    use = use_of(leader, weeks)

    assert (use.alerts, use.answered) == (6, 2)


def test_alerts_of_today_of_good_news_and_of_before_are_not_asked_for(
    leader, student, classroom, weeks
):
    for kind, opened_at in (
        ("struggling", ago(hours=23)),
        ("struggling", ago(days=28)),
        ("improved", ago(days=3)),
    ):
        AlertFactory(student=student, classroom=classroom, kind=kind, opened_at=opened_at)

    assert use_of(leader, weeks).alerts == 0


def test_students_improved_who_gained_more_than_their_classmates():
    # Everybody has 100 of 200 right: the same room. Classmates gain 8 points; of three who were
    # stuck and helped one gains 10, one 8 less a little, one 10 and 4 in two helps: 7 on average.
    classmates = rows_of("a", None, [((46, 100), (54, 100))] * 3)
    again = [EffectRow("b", row.student, None, row.base, row.post) for row in classmates]
    helped_ones = [
        EffectRow("a", "up", "message", (45, 100), (55, 100)),
        EffectRow("a", "down", "message", (47, 100), (53, 100)),
        EffectRow("a", "both", "message", (45, 100), (55, 100)),
        EffectRow("b", "both", "meeting", (48, 100), (52, 100)),
        EffectRow("a", "away", "message", (45, 100), (55, 100)),
    ]
    left_alone = [EffectRow("a", "alone", None, (44, 100), (56, 100), flagged=True)]
    stuck = dict.fromkeys(
        [(row.cell, row.student, row.itype) for row in (*helped_ones[:4], *left_alone)],
        frozenset({"wheel_spinning"}),
    )
    stuck["a", "away", "message"] = frozenset({"inactivity"})

    found = results_of(
        HelpGiven(rows=(*classmates, *again, *helped_ones, *left_alone), concerns_of=stuck)
    )

    assert (found.improved, found.struggling) == (1, 3)
    assert (found.improved_without, found.without) == (1, 1)
    assert found.expected == pytest.approx(0.08)
    assert (found.effect.status, found.effect.n) == ("insufficient", 4)


def test_without_help_there_is_nothing_to_measure():
    found = results_of(HelpGiven())

    assert (found.struggling, found.expected, found.effect.n) == (0, None, 0)


def test_another_schools_use_is_not_in_it(leader, teacher, people, weeks):
    ReportViewFactory(viewer=people.TX, viewed_at=ago(days=1))
    InterventionFactory(teacher=people.TX)
    AlertFactory(opened_at=ago(days=3))

    use = use_of(leader, weeks)

    assert (use.viewing, use.given, use.alerts) == (0, 0, 0)


def test_a_leader_without_a_school_reads_no_data(db, weeks):
    nobody = UserFactory(school=None, role=Role.LEADER)

    assert use_of(nobody, weeks) == Use(0, 0, 0, 0, 0, 0, 0, 0)
    assert {figure.value for figure in school_figures(nobody).figures} == {""}


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow_with_the_school(
    number, leader, teacher, classroom, django_assert_num_queries
):
    for place in range(number):
        child = classmate(classroom, f"Child {place}", (60, 5, 20), (35, 5, 20))
        helped(child, teacher=teacher)
        alert(child, classroom=classroom)
        ClassroomTeacherFactory(classroom=classroom)
        ReportViewFactory(viewer=teacher, viewed_at=ago(days=place))

    with django_assert_num_queries(QUERIES):
        school_figures(leader)
