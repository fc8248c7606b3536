"""What a student's effort has earned: experience points (XP), level, streak and achievements.

Window: the student's whole time here, but for `xp_by_day`, which is of the report's window. Excluded:
practice after today, and practice beyond a day's ceiling of XP. Units: XP, school dates, counts of
what each achievement names. The rules are those of `alpha.gamification.rules`; nobody else is
compared with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from alpha.accounts.selectors import school_day_test
from alpha.gamification import rules
from alpha.gamification.models import AchievementAward, XPEvent
from alpha.gamification.selectors import EarnedOrNot, earned_by
from alpha.learning.models import LearningPath, Student
from alpha.periods import Period
from analytics.metrics.activity import WEEK, DayTotals


@dataclass(frozen=True, slots=True)
class XPDay:
    """One date with XP in the ledger; corrections make it less."""

    date: date
    xp: int


@dataclass(frozen=True, slots=True)
class AchievementProgress:
    """`have` is the most so far, also above `need`; for skills mastered it may fall again, the award stays."""

    name: str
    have: int
    need: int
    awarded_at: datetime | None
    metric: str = field(metadata={"page_only": True})
    description: str = field(metadata={"page_only": True}, default="")

    @property
    def share(self) -> float:
        return min(1.0, self.have / self.need)


@dataclass(frozen=True, slots=True)
class Progress:
    """`xp` is of the whole time, so are level and achievements; `xp_by_day` is of the window."""

    xp: int
    level: int
    xp_to_next_level: int
    current_streak_days: int
    xp_by_day: tuple[XPDay, ...]
    achievements: tuple[AchievementProgress, ...]

    @property
    def xp_in_window(self) -> int:
        return sum(row.xp for row in self.xp_by_day)

    @property
    def next_level(self) -> int:
        return self.level + 1

    @property
    def level_begins(self) -> int:
        return rules.xp_needed(self.level)

    @property
    def next_level_begins(self) -> int:
        return rules.xp_needed(self.next_level)

    @property
    def level_share(self) -> float:
        """How much of the way from this level to the next is done."""
        done = self.xp - self.level_begins
        return max(0.0, done / (self.next_level_begins - self.level_begins))

    @property
    def earned(self) -> tuple[AchievementProgress, ...]:
        """What was earned, newest first."""
        pairs = [(one.awarded_at, one) for one in self.achievements if one.awarded_at is not None]
        return tuple(one for _, one in sorted(pairs, key=lambda pair: pair[0], reverse=True))

    @property
    def next_up(self) -> tuple[AchievementProgress, ...]:
        """Of each kind the nearest that is not earned yet."""
        nearest: dict[str, AchievementProgress] = {}
        for one in self.achievements:
            if one.awarded_at is None:
                nearest.setdefault(one.metric, one)
        return tuple(nearest.values())


def progress_of(
    student: Student, days: Iterable[DayTotals], paths: Sequence[LearningPath], period: Period
) -> Progress:
    """Return the student's progress; two queries. `days` are all her active days ever, `paths` all her paths.

    The streak follows from the days, so it is right today even if nothing was recorded since it broke.
    """
    school, today = student.school, student.school.today()
    is_school_day = school_day_test(school)
    effort = rules.Effort(
        answered={row.day: row.answered for row in days if row.day <= today},
        mastered_on=[school.day_of(path.mastered_at) for path in paths if path.mastered_at],
    )
    earned = earned_by(student.user_id, period)
    return Progress(
        xp=earned.xp,
        level=rules.level_of(earned.xp),
        xp_to_next_level=rules.xp_to_next_level(earned.xp),
        current_streak_days=rules.current_streak(effort.answered, today, is_school_day),
        xp_by_day=tuple(XPDay(day, points) for day, points in earned.xp_by_day.items()),
        achievements=_achievements(earned.achievements, rules.metric_counts(effort, is_school_day)),
    )


@dataclass(frozen=True, slots=True)
class Earnings:
    """`xp` and level of the whole time; `achievement`: the name of the newest of the last seven dates, or nothing."""

    xp: int
    achievement: str

    @property
    def level(self) -> int:
        return rules.level_of(self.xp)


def earnings_of(student_ids: Sequence[int]) -> dict[int, Earnings]:
    """Return what each of these students has earned; one query, none for nobody."""
    if not student_ids:
        return {}
    earned = XPEvent.objects.filter(user=OuterRef("user")).order_by().values("user")
    newest = AchievementAward.objects.filter(
        user=OuterRef("user"), awarded_at__gte=timezone.now() - timedelta(days=WEEK)
    ).order_by("-awarded_at")
    rows = Student.objects.filter(pk__in=student_ids).values_list(
        "pk",
        Coalesce(Subquery(earned.annotate(xp=Sum("points")).values("xp")), 0),
        Coalesce(Subquery(newest.values("achievement__name")[:1]), Value("")),
    )
    return {pk: Earnings(xp, achievement) for pk, xp, achievement in rows}


def _achievements(
    achievements: Iterable[EarnedOrNot], counts: dict[str, rules.Counts]
) -> tuple[AchievementProgress, ...]:
    return tuple(
        AchievementProgress(
            name=row.name,
            have=rules.have(counts[row.metric]),
            need=row.need,
            awarded_at=row.awarded_at,
            metric=row.metric,
            description=row.description,
        )
        for row in achievements
    )
