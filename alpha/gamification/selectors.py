"""What somebody has earned."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    F,
    FilteredRelation,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from alpha.gamification.models import Achievement, XPEvent
from alpha.gamification.rules import METRICS
from alpha.periods import Period

NO_WORD, NO_NUMBER = Value(""), Value(None, IntegerField())
NO_DAY, NO_INSTANT = Value(None, DateField()), Value(None, DateTimeField())
# Names of columns, which the checker of types takes for misspelled fields if it sees them.
IN_ORDER: tuple[str, ...] = ("day", "metric", "need", "name")


@dataclass(frozen=True, slots=True)
class EarnedOrNot:
    """An achievement, and when it was earned; None if it is not yet."""

    name: str
    description: str
    metric: str
    need: int
    awarded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Earned:
    """`xp` is of the whole time, `xp_by_day` that of each date of the period in the ledger, oldest first.

    Corrections count on their own date. `achievements` are those this person has earned or can
    earn, by metric and need; switched off ones only for those who had earned them before.
    """

    xp: int
    xp_by_day: dict[date, int]
    achievements: tuple[EarnedOrNot, ...]


def earned_by(user_id: int, period: Period) -> Earned:
    """Return what somebody has earned; one query.

    A report shows XP and achievements together: their rows come below each other, with nothing in
    the columns of the other kind, which takes one way to the database instead of two.
    """
    rows = _achievements(user_id).union(_xp(user_id, period), all=True)
    achievements: list[EarnedOrNot] = []
    ledger: list[tuple[date | None, int]] = []
    for *achievement, day, xp in rows.order_by(*IN_ORDER):
        if xp is None:
            achievements.append(EarnedOrNot(*achievement))
        else:
            ledger.append((day, xp))
    return Earned(
        xp=sum(xp for _, xp in ledger),
        xp_by_day={day: xp for day, xp in ledger if day is not None},
        achievements=tuple(achievements),
    )


def _achievements(user_id: int) -> QuerySet[Achievement, tuple[Any, ...]]:
    mine = FilteredRelation("awards", condition=Q(awards__user=user_id))
    return (
        Achievement.objects.filter(metric__in=METRICS)
        .order_by()
        .annotate(award=mine, awarded_at=F("award__awarded_at"), day=NO_DAY, xp=NO_NUMBER)
        .filter(Q(is_active=True) | Q(awarded_at__isnull=False))
        .values_list("name", "description", "metric", "need", "awarded_at", "day", "xp")
    )


def _xp(user_id: int, period: Period) -> QuerySet[XPEvent, tuple[Any, ...]]:
    """A row for each date of the period, and one without a date for all others together."""
    in_period = When(occurred_on__gte=period.start, occurred_on__lt=period.end, then="occurred_on")
    return (
        XPEvent.objects.filter(user=user_id)
        .order_by()
        .values(day=Case(in_period))
        .annotate(xp=Sum("points"))
        .values_list(NO_WORD, NO_WORD, NO_WORD, NO_NUMBER, NO_INSTANT, "day", "xp")
    )
