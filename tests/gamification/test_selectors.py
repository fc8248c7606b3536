from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps

from alpha.gamification.defaults import DEFAULT_ACHIEVEMENTS
from alpha.gamification.models import Achievement
from alpha.gamification.selectors import achievements_of, xp_by_day
from tests.factories import (
    AchievementAwardFactory,
    AchievementFactory,
    UserFactory,
    XPEventFactory,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def user(school):
    Achievement.objects.all().delete()
    return UserFactory(school=school)


def test_xp_by_day_adds_up_each_date_with_its_corrections(user):
    for points, day in ((31, MONDAY), (10, FRIDAY), (20, MONDAY), (-6, MONDAY)):
        XPEventFactory(user=user, points=points, occurred_on=day)
    XPEventFactory(occurred_on=MONDAY)

    # 31 + 20 - 6
    assert list(xp_by_day(user.pk).items()) == [(FRIDAY, 10), (MONDAY, 45)]


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

    assert [(row.name, row.awarded_at) for row in achievements_of(user.pk)] == [
        (first.name, at),
        (second.name, None),
        (kept.name, at),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_each_is_one_query(user, rows, django_assert_num_queries):
    for _ in range(rows):
        AchievementAwardFactory(user=user)
        XPEventFactory(user=user)
    with django_assert_num_queries(1):
        xp_by_day(user.pk)
    with django_assert_num_queries(1):
        assert len(achievements_of(user.pk)) == rows


def test_a_new_database_has_the_defaults_without_anybody_typing(db):
    Achievement.objects.all().delete()
    migration = import_module("alpha.gamification.migrations.0002_default_achievements")

    migration.create(apps, None)
    migration.create(apps, None)

    codes = Achievement.objects.values_list("code", flat=True)
    assert sorted(codes) == sorted(default.code for default in DEFAULT_ACHIEVEMENTS)
