import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from alpha.accounts.models import SchoolHoliday
from alpha.gamification.models import Achievement
from alpha.learning.models import LearningPath
from alpha.learning.services.practice import NewSession, record_practice
from alpha.periods import Period
from analytics.charts import student_xp_chart
from analytics.metrics import activity
from analytics.metrics.effort import (
    AchievementProgress,
    Earnings,
    Progress,
    XPDay,
    earnings_of,
    progress_of,
)
from analytics.reports import as_data, student_report
from tests.analytics.records import classmate, practiced
from tests.factories import (
    AchievementAwardFactory,
    AchievementFactory,
    LearningPathFactory,
    SkillFactory,
    XPEventFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TODAY = date(2026, 11, 23)
WEEK = Period.last(7, today=TODAY)


@pytest.fixture(autouse=True)
def no_defaults(db):
    Achievement.objects.all().delete()


def progress(student, period=WEEK):
    days = activity.practice_by_day([student.pk], start=date.min, end=TODAY + timedelta(days=30))[
        student.pk
    ]
    return progress_of(student, days, list(LearningPath.objects.filter(student=student)), period)


def earned(student, ago, points):
    return XPEventFactory(user=student.user, points=points, occurred_on=TODAY - timedelta(days=ago))


def test_xp_is_of_all_time_and_its_days_of_the_window(student):
    for ago, points in ((40, 100), (7, 50), (6, 31), (6, 20), (6, -6), (0, 17)):
        earned(student, ago, points)

    found = progress(student)

    # 100 + 50 + (31 + 20 - 6) + 17 = 212: past 100, 38 short of 250.
    assert (found.xp, found.level, found.xp_to_next_level) == (212, 2, 38)
    assert found.xp_by_day == (XPDay(date(2026, 11, 17), 45), XPDay(TODAY, 17))
    assert found.xp_in_window == 62
    # 112 of the 150 between level 2 and level 3.
    assert (found.level_begins, found.next_level_begins) == (100, 250)
    assert found.level_share == pytest.approx(112 / 150)


def test_without_effort_there_is_level_one_and_all_of_it_to_come(student):
    AchievementFactory(name="First step", metric="active_days", need=1)

    assert as_data(progress(student)) == {
        "xp": 0,
        "level": 1,
        "xp_to_next_level": 100,
        "current_streak_days": 0,
        "xp_by_day": [],
        "achievements": [{"name": "First step", "have": 0, "need": 1, "awarded_at": None}],
    }


def test_xp_below_nothing_is_an_empty_bar(student):
    earned(student, 0, -5)
    assert (progress(student).xp_to_next_level, progress(student).level_share) == (105, 0.0)


def test_the_streak_is_right_today_without_anything_recorded_since(student):
    # Thursday and Friday, then the weekend; on Monday it stands, on Tuesday evening it would not.
    practiced(student, 4, 1, 2)
    practiced(student, 3, 1, 2)
    assert progress(student).current_streak_days == 2 == activity.streak_days(student)

    SchoolHoliday.objects.create(
        school=student.school, name="Fair", starts_on=date(2026, 11, 18), ends_on=date(2026, 11, 18)
    )
    practiced(student, 6, 1, 2)
    assert progress(student).current_streak_days == 3 == activity.streak_days(student)


def test_a_streak_that_was_broken_is_over(student):
    practiced(student, 5, 1, 2)
    practiced(student, 4, 1, 2)
    assert progress(student).current_streak_days == 0


def test_achievements_count_the_whole_time_here(student):
    for metric in ("active_days", "questions_answered", "skills_mastered", "streak_days"):
        AchievementFactory(name=metric, metric=metric, need=10)
    for ago, answered in ((60, 4), (59, 5), (58, 6), (3, 7), (-1, 100)):
        practiced(student, ago, 1, answered)
    for mastered in (True, False):
        LearningPathFactory(
            student=student,
            skill=SkillFactory(school=student.school),
            mastery_achieved=mastered,
            mastered_at=timezone.now() if mastered else None,
        )

    # Four days; 4 + 5 + 6 + 7 answers; tomorrow's count for nothing yet; Thursday 24 September to
    # Saturday 26 is the longest streak.
    assert [(one.name, one.have) for one in progress(student).achievements] == [
        ("active_days", 4),
        ("questions_answered", 22),
        ("skills_mastered", 1),
        ("streak_days", 3),
    ]


def achievement(name, have, need, day=None, metric="active_days"):
    at = None if day is None else datetime(2026, 11, day, 17, tzinfo=UTC)
    return AchievementProgress(name, have, need, at, metric)


def some_progress(*achievements, **fields):
    given = Progress(
        xp=212,
        level=2,
        xp_to_next_level=38,
        current_streak_days=4,
        xp_by_day=(XPDay(date(2026, 11, 17), 45), XPDay(TODAY, 17)),
        achievements=achievements,
    )
    return replace(given, **fields)


def test_the_nearest_of_each_kind_and_what_is_earned():
    found = some_progress(
        achievement("1 day", 12, 1, 3),
        achievement("10 days", 12, 10, 20),
        achievement("30 days", 12, 30),
        achievement("100 days", 12, 100),
        achievement("A skill", 0, 1, 10, metric="skills_mastered"),
        achievement("5 skills", 0, 5, metric="skills_mastered"),
    )

    assert [one.name for one in found.earned] == ["10 days", "A skill", "1 day"]
    assert [(one.name, one.share) for one in found.next_up] == [("30 days", 0.4), ("5 skills", 0.0)]
    assert found.achievements[0].share == 1.0


def test_awards_are_the_students_own(student):
    mine, others = (AchievementFactory(metric="active_days", need=need) for need in (1, 2))
    AchievementAwardFactory(user=student.user, achievement=mine)
    AchievementAwardFactory(achievement=others)

    assert [one.awarded_at is not None for one in progress(student).achievements] == [True, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_progress_is_two_queries(student, rows, django_assert_num_queries):
    for number in range(rows):
        earned(student, number, 10)
        AchievementAwardFactory(user=student.user)
    with django_assert_num_queries(2):
        progress_of(student, [], [], WEEK)


def test_practice_recorded_today_is_in_the_report(school, student, teacher):
    AchievementFactory(name="First step", metric="active_days", need=1)
    session = NewSession(
        student_id=student.pk,
        skill_id=SkillFactory(school=school).pk,
        started_at=timezone.now(),
        time_spent_seconds=600,
        questions_answered=20,
        questions_correct=11,
    )

    record_practice(school, [session])

    data = as_data(student_report(student, viewer=teacher, period=WEEK))
    # 20 answered + 11 right = 31, 69 short of level 2.
    assert data["progress"] == {
        "xp": 31,
        "level": 1,
        "xp_to_next_level": 69,
        "current_streak_days": 1,
        "xp_by_day": [{"date": "2026-11-23", "xp": 31}],
        "achievements": [
            {
                "name": "First step",
                "have": 1,
                "need": 1,
                "awarded_at": timezone.now().isoformat(),
            }
        ],
    }
    chart = student_xp_chart(data)
    assert chart["labels"][-1] == "2026-11-23"
    assert chart["values"] == [None] * 6 + [31]
    assert chart["counts"] == [None] * 6 + [20]
    assert (chart["kind"], chart["highest"], chart["unit"]) == ("bar", 40, " XP")


def panel(given):
    chart = {
        "labels": ["2026-11-23"],
        "values": [17],
        "counts": [10],
        "unit": " XP",
        "label": "XP",
        "class_average": None,
    }
    text = render_to_string(
        "analytics/_student_progress.html", {"report": {"progress": given}, "xp_chart": chart}
    )
    text = re.sub(
        r"<template>.*?</template>|<details class=.info.*?</details>", " ", text, flags=re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_panel_says_it_in_words():
    words = panel(
        some_progress(
            achievement("1 day", 12, 1, 3), achievement("30 days", 12, 30), current_streak_days=4
        )
    )

    assert "Level 2 38 XP to level 3; 212 XP in all" in words
    assert "Streak 4 days" in words
    assert "62 XP in this period, on 2 days." in words
    assert "Nov 23 17 XP 10" in words  # the table beside the bars, with its n
    assert "30 days 12 of 30" in words
    assert "1 of 2 earned 1 day Nov 3, 2026" in words


def test_the_panel_without_effort_says_so():
    words = panel(
        some_progress(achievement("1 day", 0, 1), xp=0, xp_by_day=(), current_streak_days=0)
    )

    assert "Streak none at the moment" in words
    assert "No XP in this period." in words
    assert "None earned yet." in words
    assert "Show the numbers" not in words


def test_the_panel_without_achievements_has_no_heading_for_them():
    assert "Achievements" not in panel(some_progress())


def test_earnings_are_xp_level_and_the_newest_achievement_of_the_week(student, classroom):
    for points in (100, 160):
        XPEventFactory(user=student.user, points=points)
    now = timezone.now()
    for name, days in (("Old", 8), ("Newer", 2), ("Newest", 1)):
        AchievementAwardFactory(
            user=student.user,
            achievement__name=name,
            awarded_at=now - timedelta(days=days),
        )
    nothing = classmate(classroom, "Noa")

    earned = earnings_of([student.pk, nothing.pk])

    assert earned == {student.pk: Earnings(260, "Newest"), nothing.pk: Earnings(0, "")}
    assert earned[student.pk].level == 3


@pytest.mark.parametrize("ids, queries", [([], 0), ([1, 2, 3], 1)])
def test_earnings_take_one_query_and_none_for_nobody(ids, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        assert earnings_of(ids) == {}
