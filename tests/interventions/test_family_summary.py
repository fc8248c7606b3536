from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from interventions.family_summary import family_summary
from interventions.family_words import FamilySummary, GoodNews
from tests.factories import (
    LearningPathFactory,
    PracticeSessionFactory,
    SkillFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(datetime(2026, 11, 23, 17, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def division(school):
    return SkillFactory(school=school, name="Division")


def practice(student, skill, days_ago, correct, answered):
    PracticeSessionFactory(
        student=student,
        skill=skill,
        school_day=TODAY - timedelta(days=days_ago),
        questions_correct=correct,
        questions_answered=answered,
    )


def test_counts_are_those_of_the_thirty_dates_ending_that_day(student, division):
    practice(student, division, 0, 4, 8)
    practice(student, division, 29, 3, 4)
    practice(student, division, 30, 9, 9)  # one day too old

    summary = family_summary(student, TODAY)

    assert (summary.days, summary.correct, summary.answered, summary.active_days) == (30, 7, 12, 2)
    assert summary.direction == "not_enough_data"


def test_letter_of_the_past_counts_to_its_own_day(student, division):
    practice(student, division, 0, 4, 8)
    practice(student, division, 10, 3, 4)

    assert family_summary(student, TODAY - timedelta(days=10)).answered == 4


@pytest.mark.parametrize(
    "before, within, direction",
    [(9, 5, "declining"), (5, 9, "improving"), (7, 7, "stable")],
)
def test_direction_is_what_the_trend_test_says(student, division, before, within, direction):
    for day in range(31, 55, 2):
        practice(student, division, day, before * 2, 20)
    for day in range(1, 25, 2):
        practice(student, division, day, within * 2, 20)

    assert family_summary(student, TODAY).direction == direction


def test_skill_of_ten_answers_and_85_percent_is_the_first_good_news(student, division):
    LearningPathFactory(student=student, skill=division, current_accuracy=0.9)
    practice(student, division, 1, 9, 10)

    assert family_summary(student, TODAY).good_news == GoodNews("skill", "Division", 9, 10)


def test_mastered_skill_comes_next(student, division):
    LearningPathFactory(
        student=student,
        skill=division,
        mastery_achieved=True,
        mastered_at=datetime(2026, 10, 1, tzinfo=UTC),
        current_accuracy=0.9,
    )

    assert family_summary(student, TODAY).good_news == GoodNews("mastered", "Division")


def test_improving_comes_before_regular_practice(student, division):
    for day in range(31, 55, 2):
        practice(student, division, day, 8, 20)
    for day in range(1, 25, 2):
        practice(student, division, day, 16, 20)

    assert family_summary(student, TODAY).good_news.kind == "improving"


@pytest.mark.parametrize(
    "days, news",
    [
        (4, GoodNews("regular", days=4)),
        (3, GoodNews("practiced")),
        (0, GoodNews("member")),
    ],
)
def test_there_is_always_something_good_to_say(student, division, days, news):
    for day in range(days):
        practice(student, division, day, 1, 4)

    assert family_summary(student, TODAY).good_news == news


def test_skills_to_work_on_are_the_three_of_every_page(student, school):
    for name, accuracy in (("A", 0.6), ("B", 0.5), ("C", 0.4), ("D", 0.3), ("E", 0.8)):
        skill = SkillFactory(school=school, name=name)
        LearningPathFactory(student=student, skill=skill, current_accuracy=accuracy)
        practice(student, skill, 1, 5, 10)

    assert family_summary(student, TODAY).work_on == ("D", "C", "B")


def test_nobody_elses_practice_is_in_it(student, school, division):
    practice(StudentFactory(school=school), division, 0, 9, 9)

    assert family_summary(student, TODAY) == FamilySummary(
        30, 0, 0, 0, "not_enough_data", GoodNews("member"), ()
    )


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_the_same_of_one_and_of_three_skills(
    student, school, number, django_assert_num_queries
):
    for _ in range(number):
        path = LearningPathFactory(student=student, current_accuracy=0.5)
        practice(student, path.skill, 1, 5, 10)

    with django_assert_num_queries(5):
        family_summary(student, TODAY)
