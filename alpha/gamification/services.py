"""Writing down effort: XP is only ever added, streaks and achievements follow from the days of practice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from alpha.accounts.models import School
from alpha.accounts.selectors import school_day_test
from alpha.gamification import rules
from alpha.gamification.defaults import DEFAULT_ACHIEVEMENTS
from alpha.gamification.models import Achievement, AchievementAward, Streak, XPEvent

ROWS_AT_ONCE = 2000
# The ledger keys of practice begin with it; others (corrections) do not count toward a day's ceiling.
PRACTICE = "practice:"


@dataclass(frozen=True, slots=True)
class PracticeDone:
    """One session of somebody, as it stands. `key` names it for good: what it has earned is never added again.

    A session may have grown since: then what the new answers earn is added.
    """

    user_id: int
    key: str
    day: date
    answered: int
    correct: int


@transaction.atomic
def record_effort(
    school: School, done: Sequence[PracticeDone], efforts: Mapping[int, rules.Effort]
) -> None:
    """Add the XP of new sessions, and bring streaks and achievements up to what each user did so far.

    `efforts` has everything by user, the new sessions included. The caller holds the lock on these users' students.
    """
    add_practice_xp(done)
    is_school_day = school_day_test(school)
    _write_streaks(efforts, is_school_day)
    _award_achievements(school, efforts, is_school_day)


def add_practice_xp(done: Sequence[PracticeDone]) -> int:
    """Add an XP event for each session that earned more than the ledger holds for it; return the points added.

    Nothing in the ledger is changed or taken out. A session that comes after the day's ceiling adds no event.
    """
    ledger = _ledger_of(done)
    events = []
    for session in done:
        owner = (session.user_id, session.day)
        points = rules.practice_xp(
            session.answered,
            session.correct,
            earned_before=ledger.by_session[session.key],
            earned_that_day=ledger.by_day[owner],
        )
        key = _line_of(session, ledger)
        if points and key not in ledger.lines:
            ledger.add(session, key, points)
            events.append(
                XPEvent(
                    user_id=session.user_id,
                    points=points,
                    reason=f"Practice: {session.correct} of {session.answered} right",
                    occurred_on=session.day,
                    dedupe_key=key,
                )
            )
    XPEvent.objects.bulk_create(events, batch_size=ROWS_AT_ONCE)
    return sum(event.points for event in events)


@dataclass(slots=True)
class _Ledger:
    """What practice brought so far: its lines, and their points by session key and by (user id, date)."""

    lines: set[str] = field(default_factory=set)
    by_session: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    by_day: defaultdict[tuple[int, date], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, session: PracticeDone, line: str, points: int) -> None:
        self.lines.add(line)
        self.by_session[session.key] += points
        self.by_day[session.user_id, session.day] += points


def _line_of(session: PracticeDone, ledger: _Ledger) -> str:
    """The first line of a session has its key, a later one also says up to which answer it counts."""
    first = PRACTICE + session.key
    return f"{first}:{session.answered}" if ledger.by_session[session.key] else first


def _ledger_of(done: Sequence[PracticeDone]) -> _Ledger:
    """The lines of practice on these users' dates."""
    ledger = _Ledger()
    if done:
        days = [session.day for session in done]
        rows = XPEvent.objects.filter(
            user__in={session.user_id for session in done},
            occurred_on__range=(min(days), max(days)),
            dedupe_key__startswith=PRACTICE,
        ).values_list("dedupe_key", "user_id", "occurred_on", "points")
        for line, user_id, day, points in rows:
            ledger.lines.add(line)
            ledger.by_session[line.removeprefix(PRACTICE).partition(":")[0]] += points
            ledger.by_day[user_id, day] += points
    return ledger


def _write_streaks(efforts: Mapping[int, rules.Effort], is_school_day: rules.SchoolDayTest) -> None:
    """Write each user's streak as it stood on the newest active day."""
    rows = []
    for user_id, effort in efforts.items():
        lengths = rules.streaks(effort.answered, is_school_day)
        if lengths:
            newest = max(lengths)
            rows.append(
                Streak(
                    user_id=user_id,
                    current_days=lengths[newest],
                    longest_days=max(lengths.values()),
                    last_active_on=newest,
                )
            )
    Streak.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["current_days", "longest_days", "last_active_on"],
    )


def _award_achievements(
    school: School, efforts: Mapping[int, rules.Effort], is_school_day: rules.SchoolDayTest
) -> None:
    """Award what is reached and not awarded yet. An award stays, also where a count falls again later."""
    achievements = list(Achievement.objects.filter(is_active=True, metric__in=rules.METRICS))
    awarded = set(
        AchievementAward.objects.filter(user__in=efforts).values_list("user_id", "achievement_id")
    )
    awards = []
    for user_id, effort in efforts.items():
        counts = rules.metric_counts(effort, is_school_day)
        for achievement in achievements:
            day = rules.reached_on(counts[achievement.metric], achievement.need)
            if day is not None and (user_id, achievement.pk) not in awarded:
                awards.append(
                    AchievementAward(
                        user_id=user_id, achievement=achievement, awarded_at=_instant(school, day)
                    )
                )
    AchievementAward.objects.bulk_create(awards, batch_size=ROWS_AT_ONCE)


def _instant(school: School, day: date) -> datetime:
    """Noon of the date at the school, for practice that arrives late; now, if that is still to come."""
    return min(timezone.now(), datetime.combine(day, time(12), tzinfo=school.zone))


def create_default_achievements() -> int:
    """Add the default achievements that are missing; return how many. One that was edited stays as it is."""
    present = set(Achievement.objects.values_list("code", flat=True))
    missing = [
        Achievement(**asdict(default))
        for default in DEFAULT_ACHIEVEMENTS
        if default.code not in present
    ]
    Achievement.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
