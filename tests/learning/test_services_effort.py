"""Practice that is recorded gives XP, a streak and achievements, in the same transaction."""

from datetime import date, timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import call_command

from alpha.gamification.models import AchievementAward, Streak, XPEvent
from alpha.gamification.services import create_default_achievements
from alpha.learning.models import PracticeSession
from alpha.learning.services.practice import record_practice
from tests.factories import (
    LearningPathFactory,
    PracticeSessionFactory,
    SkillFactory,
    StudentFactory,
)
from tests.learning.test_services_practice import sitting

# `sitting` is on Monday, March 2, 2026 (and `days` later), at noon in New York.
MONDAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def achievements(db):
    create_default_achievements()


@pytest.fixture
def skill(school):
    return SkillFactory(school=school, name="Fractions")


def earned(student):
    rows = XPEvent.objects.filter(user=student.user).order_by("occurred_on", "id")
    return list(rows.values_list("occurred_on", "points"))


def streak_of(student):
    return Streak.objects.values_list("current_days", "longest_days", "last_active_on").get(
        user=student.user
    )


def codes_of(student):
    awards = AchievementAward.objects.filter(user=student.user)
    return sorted(awards.values_list("achievement__code", flat=True))


def test_recorded_practice_gives_effort(school, student, skill):
    record_practice(school, [sitting(student, skill, days) for days in (0, 1, 2)])

    # 10 answered, 7 right: 17 each day.
    assert earned(student) == [(date(2026, 3, day), 17) for day in (2, 3, 4)]
    assert streak_of(student) == (3, 3, date(2026, 3, 4))
    assert codes_of(student) == ["active-days-1", "streak-3"]


def test_a_mastered_skill_counts(school, student, skill):
    record_practice(school, [sitting(student, skill, correct=10)])
    assert codes_of(student) == ["active-days-1", "skills-1"]


def test_practice_taken_in_again_gives_nothing_more(school, student, skill):
    given = [sitting(student, skill, source="log", external_id="1")]
    record_practice(school, given)
    before = list(XPEvent.objects.values())

    record_practice(school, given)

    assert list(XPEvent.objects.values()) == before
    assert len(before) == 1


def test_days_that_arrive_late_close_the_gap_of_a_streak(school, student, skill):
    record_practice(school, [sitting(student, skill, days) for days in (0, 2)])
    assert streak_of(student) == (1, 1, date(2026, 3, 4))

    record_practice(school, [sitting(student, skill, 1)])

    assert streak_of(student) == (3, 3, date(2026, 3, 4))


def test_the_earlier_session_of_a_day_is_written_first(school, student, skill):
    # Both stand on one date; the ceiling of 100 cuts the one that began later.
    later = sitting(student, skill, 0, correct=40, answered=40)
    earlier = sitting(student, skill, -0.1, correct=40, answered=40)

    record_practice(school, [later, earlier])

    first, second = PracticeSession.objects.order_by("started_at")
    points = dict(XPEvent.objects.values_list("dedupe_key", "points"))
    assert points == {f"practice:{first.pk}": 80, f"practice:{second.pk}": 20}


def test_days_to_come_are_no_streak_yet(school, student, skill):
    today = school.today()
    for ahead in (0, 1, 2):
        PracticeSessionFactory(student=student, school_day=today + timedelta(days=ahead))

    record_practice(school, [sitting(student, skill)])

    assert streak_of(student) == (1, 1, today)
    assert codes_of(student) == ["active-days-1"]


def test_nothing_is_earned_by_a_session_without_an_answer(school, student, skill):
    record_practice(school, [sitting(student, skill, correct=0, answered=0)])

    assert earned(student) == []
    assert not Streak.objects.exists()


def test_classmates_earn_each_their_own(school, student, skill):
    other = StudentFactory(school=school)
    record_practice(school, [sitting(student, skill), sitting(other, skill, correct=0)])

    assert (earned(student), earned(other)) == ([(MONDAY, 17)], [(MONDAY, 10)])


def test_practice_that_is_taken_back_takes_its_effort_with_it(school, student, skill):
    stranger = StudentFactory()

    # Refused for the second chunk's student only: the first has been written by then.
    with (
        patch("alpha.learning.services.practice.STUDENTS_AT_ONCE", 1),
        pytest.raises(ValueError, match="No students of Maple School"),
    ):
        record_practice(school, [sitting(student, skill), sitting(stranger, skill)])

    assert not XPEvent.objects.exists()
    assert not AchievementAward.objects.exists()


def test_past_practice_is_given_its_effort_once(school, student, skill):
    record_practice(school, [sitting(student, skill)])
    PracticeSessionFactory(student=student, skill=skill, school_day=date(2026, 3, 3))
    never = StudentFactory(school=school)
    LearningPathFactory(student=never)
    out = StringIO()

    call_command("award_effort", stdout=out)
    call_command("award_effort", stdout=out)

    # The factory's session has 7 of 10 as well.
    assert earned(student) == [(MONDAY, 17), (date(2026, 3, 3), 17)]
    assert streak_of(student) == (2, 2, date(2026, 3, 3))
    assert out.getvalue() == "Maple School, students with practice: 1\n" * 2
    assert PracticeSession.objects.count() == XPEvent.objects.count()
