"""How alerts were received: whether a rule is worth what it costs.

Window: alerts opened within the dates asked for. Population: alerts of one class (a student of several counts in the
one whose limits found her). Unit: alerts.
"""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Q

from alpha.learning.models import Classroom
from alpha.periods import Period
from analytics.detectors.findings import Kind, known_kind
from analytics.models import Alert

# Fewer dismissals than this say nothing about a rule.
ENOUGH_DISMISSED = 5


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """`acted_on`: acknowledged or resolved by somebody; the rest closed by itself or is still open."""

    raised: int
    dismissed: int
    acted_on: int

    @property
    def is_mostly_dismissed(self) -> bool:
        """More than half were no concern: the limit may be too low for this class."""
        return self.dismissed >= ENOUGH_DISMISSED and 2 * self.dismissed > self.raised


def rule_records(classroom: Classroom, period: Period) -> dict[Kind, RuleRecord]:
    """Return for each rule that raised alerts what became of them ("You dismissed 11 of 14"); one query."""
    zone = classroom.school.zone
    rows = (
        Alert.objects.filter(
            classroom=classroom,
            opened_at__gte=datetime.combine(period.start, time(), tzinfo=zone),
            opened_at__lt=datetime.combine(period.end, time(), tzinfo=zone),
        )
        .order_by()
        .values_list("kind")
        .annotate(
            raised=Count("pk"),
            dismissed=Count("pk", filter=Q(status=Alert.Status.DISMISSED)),
            acted_on=Count(
                "pk",
                filter=Q(status=Alert.Status.ACKNOWLEDGED)
                | Q(close_reason=Alert.ResolveReason.HANDLED),
            ),
        )
    )
    return {known_kind(kind): RuleRecord(*counts) for kind, *counts in rows}
