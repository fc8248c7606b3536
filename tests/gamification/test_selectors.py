from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from alpha.gamification.defaults import DEFAULT_ACHIEVEMENTS
from alpha.gamification.models import Achievement
from alpha.gamification.selectors import Earned, earned_by
from alpha.periods import Period
from tests.factories import (
    AchievementAwardFactory,
    AchievementFactory,
    UserFactory,
    XPEventFactory,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)
PERIOD = Period(FRIDAY, date(2026, 11, 24))
BEFORE = date(2026, 11, 19)


@pytest.fixture
def user(school):
    Achievement.objects.all().delete()
    return UserFactory(school=school)


def test_xp_adds_up_each_date_of_the_period_and_all_dates_together(user):
    for points, day in ((31, MONDAY), (10, FRIDAY), (20, MONDAY), (-6, MONDAY), (5, BEFORE)):
        XPEventFactory(user=user, points=points, occurred_on=day)
    XPEventFactory(user=user, points=7, occurred_on=PERIOD.end)
    XPEventFactory(occurred_on=MONDAY)

    earned = earned_by(user.pk, PERIOD)

    # 31 + 20 - 6 on Monday; with 10 of Friday, 5 before and 7 after the period 67.
    assert list(earned.xp_by_day.items()) == [(FRIDAY, 10), (MONDAY, 45)]
    assert earned.xp == 67


def test_nothing_earned_is_no_xp_and_no_dates(user):
    assert earned_by(user.pk, PERIOD) == Earned(0, {}, ())


def test_achievements_with_the_persons_own_awards(user):
    second, first = (AchievementFactory(metric="active_days", need=need) for need in (10, 1))
    off = AchievementFactory(metric="streak_days", is_active=False)
    kept = AchievementFactory(metric="streak_days", is_active=False)
    AchievementFactory(metric="moon_landings")
    at = datetime(2026, 11, 3, 17, tzinfo=UTC)
    AchievementAwardFactory(user=user, achievement=first, awarded_at=at)
    AchievementAwardFactory(user=user, achievement=kept, awarded_at=at)
    for other in (first, second, off):
        AchievementAwardFactory(achievement=other)

    assert [(row.name, row.awarded_at) for row in earned_by(user.pk, PERIOD).achievements] == [
        (first.name, at),
        (second.name, None),
        (kept.name, at),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_both_are_one_query(user, rows, django_assert_num_queries):
    for number in range(rows):
        AchievementAwardFactory(user=user)
        XPEventFactory(user=user, occurred_on=FRIDAY + timedelta(days=number))
    with django_assert_num_queries(1):
        earned = earned_by(user.pk, PERIOD)
    assert (len(earned.achievements), len(earned.xp_by_day)) == (rows, rows)


def test_a_new_database_has_the_defaults_without_anybody_typing(db):
    Achievement.objects.all().delete()
    migration = import_module("alpha.gamification.migrations.0002_default_achievements")

    migration.create(apps, None)
    migration.create(apps, None)

    codes = Achievement.objects.values_list("code", flat=True)
    assert sorted(codes) == sorted(default.code for default in DEFAULT_ACHIEVEMENTS)
