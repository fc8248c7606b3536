"""Whether alerts of a school are answered: for its leaders, never by teacher.

Window: concerns opened within the last 30 dates, today included. Answered: somebody acknowledged, snoozed, dismissed or
resolved it, or helped the student after it was opened. Unit: alerts.
"""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Exists, OuterRef, Q

from alpha.accounts.models import School, User
from alpha.periods import Period
from analytics.access import alerts_visible_to
from analytics.detectors import GOOD_NEWS
from analytics.models import AlertChange
from interventions.models import Intervention

DAYS = 30


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """`ended`: closed by themselves before anybody answered; what is left is `waiting`."""

    opened: int
    answered: int
    ended: int

    @property
    def waiting(self) -> int:
        return self.opened - self.answered - self.ended


def follow_through(user: User, school: School) -> FollowThrough:
    """One query."""
    window = Period.last(DAYS, today=school.today())
    by_somebody = AlertChange.objects.filter(alert=OuterRef("pk"), made_by__isnull=False).exclude(
        Q(action=AlertChange.Action.UNDONE) | Q(undone_by__isnull=False)
    )
    helped = Intervention.objects.filter(
        student=OuterRef("student"), created_at__gte=OuterRef("opened_at")
    )
    alerts = (
        alerts_visible_to(user)
        .filter(opened_at__gte=datetime.combine(window.start, time(), tzinfo=school.zone))
        .exclude(kind__in=GOOD_NEWS)
        .annotate(is_answered=Exists(by_somebody) | Exists(helped))
    )
    counts = alerts.order_by().aggregate(
        opened=Count("pk"),
        answered=Count("pk", filter=Q(is_answered=True)),
        ended=Count("pk", filter=Q(is_answered=False, closed_at__isnull=False)),
    )
    return FollowThrough(**counts)
