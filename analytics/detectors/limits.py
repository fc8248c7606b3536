"""The thresholds of the rules; the defaults are tuned on simulated classes (`manage.py science`)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from analytics.detectors.findings import Kind


@dataclass(frozen=True, slots=True)
class RuleLimits:
    """Shares and certainties are 0..1, days are school days.

    `inactive_chance`: how unlikely a gap has to be for this student's own rhythm. `decline_change`: the fall of
    accuracy over the window that the whole trend test has to find. Rules in `switched_off` find nothing.
    """

    inactive_school_days: int = 5
    inactive_chance: float = 0.02
    class_gap_share: float = 0.60
    struggling_below: float = 0.70
    struggling_certainty: float = 0.80
    minimum_answers: int = 20
    decline_change: float = 0.08
    stuck_answers: int = 8
    stuck_days: int = 2
    stuck_below: float = 0.60
    stuck_certainty: float = 0.80
    overdue_school_days: int = 1
    streak_days: int = 10
    switched_off: frozenset[Kind] = frozenset()

    def changed(
        self, values: Mapping[str, Any], *, switched_off: Collection[Kind] = ()
    ) -> "RuleLimits":
        """Return limits with these values; None, and names that are no limit, leave the limit as it is."""
        known = {field.name for field in fields(self)} - {"switched_off"}
        chosen = {
            name: value for name, value in values.items() if name in known and value is not None
        }
        return replace(self, **chosen, switched_off=self.switched_off | set(switched_off))

    def is_on(self, kind: Kind) -> bool:
        return kind not in self.switched_off
