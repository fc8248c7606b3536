"""What somebody has earned."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, FilteredRelation, Q, Sum

from alpha.gamification.models import Achievement, XPEvent
from alpha.gamification.rules import METRICS


@dataclass(frozen=True, slots=True)
class EarnedOrNot:
    """An achievement, and when it was earned; None if it is not yet."""

    name: str
    description: str
    metric: str
    need: int
    awarded_at: datetime | None


def xp_by_day(user_id: int) -> dict[date, int]:
    """Return the XP of each date in the ledger, oldest first; corrections count on their own date."""
    days = XPEvent.objects.filter(user=user_id).order_by("occurred_on").values_list("occurred_on")
    return dict(days.annotate(xp=Sum("points")))


def achievements_of(user_id: int) -> tuple[EarnedOrNot, ...]:
    """Return what this person has earned or can earn, by metric and need.

    Switched off ones are there only for those who had earned them before.
    """
    mine = FilteredRelation("awards", condition=Q(awards__user=user_id))
    rows = (
        Achievement.objects.filter(metric__in=METRICS)
        .annotate(award=mine, awarded_at=F("award__awarded_at"))
        .filter(Q(is_active=True) | Q(awarded_at__isnull=False))
        .order_by("metric", "need", "id")
    )
    columns = ("name", "description", "metric", "need", "awarded_at")
    return tuple(EarnedOrNot(*row) for row in rows.values_list(*columns))
