from datetime import UTC, date, datetime

import pytest
import time_machine

from alpha.gamification.defaults import DEFAULT_ACHIEVEMENTS
from alpha.gamification.models import (
    Achievement,
    AchievementAward,
    LedgerIsAppendOnlyError,
    Streak,
    XPEvent,
)
from alpha.gamification.rules import METRICS, Effort
from alpha.gamification.services import (
    PracticeDone,
    add_practice_xp,
    create_default_achievements,
    record_effort,
)
from tests.factories import AchievementFactory, StreakFactory, UserFactory, XPEventFactory

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def no_defaults(db):
    Achievement.objects.all().delete()


@pytest.fixture
def user(school):
    return UserFactory(school=school)


def done(user, key="1", day=MONDAY, answered=20, correct=11):
    return PracticeDone(user.pk, key, day, answered, correct)


def ledger(user):
    rows = XPEvent.objects.filter(user=user).order_by("id")
    return list(rows.values_list("points", "occurred_on", "dedupe_key"))


def test_each_session_is_one_line_in_the_ledger(user):
    assert add_practice_xp([done(user, "1"), done(user, "2", FRIDAY, 5, 5)]) == 41

    # 20 + 11 and 5 + 5.
    assert ledger(user) == [(31, MONDAY, "practice:1"), (10, FRIDAY, "practice:2")]
    assert XPEvent.objects.first().reason == "Practice: 11 of 20 right"


def test_a_session_known_to_the_ledger_adds_nothing(user):
    add_practice_xp([done(user)])
    before = list(XPEvent.objects.values())

    assert add_practice_xp([done(user), done(user)]) == 0
    assert list(XPEvent.objects.values()) == before


def test_the_same_session_twice_in_one_list_counts_once(user):
    assert add_practice_xp([done(user), done(user)]) == 31


def test_a_session_that_has_grown_earns_what_is_new(user):
    add_practice_xp([done(user, answered=1, correct=1)])

    assert add_practice_xp([done(user, answered=2, correct=1)]) == 1
    assert add_practice_xp([done(user, answered=4, correct=3)]) == 4
    assert add_practice_xp([done(user, answered=4, correct=3)]) == 0

    # 1 + 1, then one more answer, then two more that were right.
    assert ledger(user) == [
        (2, MONDAY, "practice:1"),
        (1, MONDAY, "practice:1:2"),
        (4, MONDAY, "practice:1:4"),
    ]


def test_answer_by_answer_or_at_once_a_session_earns_the_same_under_the_ceiling(user, school):
    other = UserFactory(school=school)
    for answered in range(1, 61):
        add_practice_xp([done(user, "1", answered=answered, correct=answered)])
    add_practice_xp([done(other, "2", answered=60, correct=60)])

    assert [sum(points for points, *_ in ledger(one)) for one in (user, other)] == [100, 100]


def test_a_session_whose_key_begins_like_anothers_is_another(user):
    add_practice_xp([done(user, "12", answered=3, correct=0)])

    assert add_practice_xp([done(user, "1", answered=2, correct=0)]) == 2


def test_a_day_has_a_ceiling_over_several_calls(user):
    add_practice_xp([done(user, "1", answered=60, correct=30)])

    # 90 so far: 10 are left of the 31, and nothing of the next; the day after begins anew.
    assert add_practice_xp([done(user, "2"), done(user, "3")]) == 10
    assert add_practice_xp([done(user, "4", date(2026, 11, 24))]) == 31
    assert [key for _, _, key in ledger(user)] == ["practice:1", "practice:2", "practice:4"]


def test_the_ceiling_is_each_persons_own(user, school):
    other = UserFactory(school=school)
    assert add_practice_xp([done(user, "1", answered=100, correct=0), done(other, "2")]) == 131


def test_a_correction_is_a_new_line_and_makes_no_room_under_the_ceiling(user):
    add_practice_xp([done(user, "1", answered=100, correct=0)])
    XPEventFactory(user=user, points=-40, occurred_on=MONDAY, dedupe_key="correction:1")

    assert add_practice_xp([done(user, "2")]) == 0


def test_a_line_of_the_ledger_is_never_changed_or_deleted(user):
    add_practice_xp([done(user)])
    line = XPEvent.objects.get()
    line.points = 500

    with pytest.raises(LedgerIsAppendOnlyError, match="never changed: add a correction"):
        line.save()
    with pytest.raises(LedgerIsAppendOnlyError, match="never deleted: add a correction"):
        line.delete()
    assert ledger(user) == [(31, MONDAY, "practice:1")]


def test_no_sessions_no_lines(user):
    assert add_practice_xp([]) == 0
    assert add_practice_xp([done(user, answered=0, correct=0)]) == 0
    assert ledger(user) == []


def test_the_streak_is_written_as_of_the_newest_active_day(user, school):
    StreakFactory(user=user, current_days=9, longest_days=9, last_active_on=MONDAY)
    days = [date(2026, 11, day) for day in (9, 10, 11, 12, 17, 18)]

    record_effort(school, [], {user.pk: Effort(dict.fromkeys(days, 5))})

    streak = Streak.objects.get()
    # Monday to Thursday; Friday and the Monday after were missed.
    assert (streak.current_days, streak.longest_days) == (2, 4)
    assert streak.last_active_on == date(2026, 11, 18)


def test_without_practice_there_is_no_streak(user, school):
    record_effort(school, [], {user.pk: Effort({})})
    assert not Streak.objects.exists()


def awards(user):
    rows = AchievementAward.objects.filter(user=user).order_by("achievement__need")
    return list(rows.values_list("achievement__code", "awarded_at"))


@time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False)
def test_an_achievement_is_awarded_for_the_day_that_earned_it(user, school):
    for need in (1, 2, 3):
        AchievementFactory(code=f"days-{need}", metric="active_days", need=need)
    school.time_zone = "America/New_York"

    record_effort(school, [], {user.pk: Effort({FRIDAY: 5, date(2026, 11, 24): 5})})

    # Noon of Friday at the school; today's noon is still to come, so the second is now.
    assert awards(user) == [
        ("days-1", datetime(2026, 11, 20, 17, tzinfo=UTC)),
        ("days-2", datetime(2026, 11, 24, 12, tzinfo=UTC)),
    ]


def test_an_award_is_given_once_and_stays(user, school):
    AchievementFactory(code="skills-1", metric="skills_mastered", need=1)
    record_effort(school, [], {user.pk: Effort({FRIDAY: 5}, [FRIDAY])})
    given = awards(user)

    record_effort(school, [], {user.pk: Effort({FRIDAY: 5, MONDAY: 5}, [MONDAY])})
    record_effort(school, [], {user.pk: Effort({FRIDAY: 5, MONDAY: 5})})

    assert awards(user) == given != []


def test_what_is_switched_off_or_unknown_is_not_awarded(user, school):
    AchievementFactory(metric="active_days", need=1, is_active=False)
    AchievementFactory(metric="moon_landings", need=1)

    record_effort(school, [], {user.pk: Effort({MONDAY: 5})})

    assert awards(user) == []


@pytest.mark.parametrize("users", [1, 3])
def test_any_number_of_people_is_the_same_number_of_queries(
    school, users, django_assert_num_queries
):
    people = [UserFactory(school=school) for _ in range(users)]
    AchievementFactory(metric="active_days", need=1)
    given = [done(user, f"{user.pk}-{day.day}", day) for user in people for day in (FRIDAY, MONDAY)]
    efforts = {user.pk: Effort({FRIDAY: 20, MONDAY: 20}) for user in people}

    # Ledger read and added to; holidays; streaks; achievements, awards read and added to; a savepoint's two.
    with django_assert_num_queries(9):
        record_effort(school, given, efforts)
    assert AchievementAward.objects.count() == users


def test_default_achievements_are_added_once_and_edited_ones_stay(db):
    assert create_default_achievements() == len(DEFAULT_ACHIEVEMENTS)
    edited = Achievement.objects.get(code="streak-3")
    edited.name, edited.is_active = "Three!", False
    edited.save()
    Achievement.objects.get(code="streak-5").delete()

    assert create_default_achievements() == 1
    edited.refresh_from_db()
    assert (edited.name, edited.is_active) == ("Three!", False)
    assert create_default_achievements() == 0


def test_default_achievements_name_metrics_that_exist():
    assert {default.metric for default in DEFAULT_ACHIEVEMENTS} == set(METRICS)
    assert len({default.code for default in DEFAULT_ACHIEVEMENTS}) == len(DEFAULT_ACHIEVEMENTS)
