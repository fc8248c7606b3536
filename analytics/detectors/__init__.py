"""What deserves an adult's attention: rules that turn practice into findings. Pure.

Each rule is one function, evidence in, `Finding` or None out; `assess` asks all of them about one student. What becomes
of a finding over time is in `lifecycle`, which of several comes first in `urgency`. Days are ordinals inside
(`date.toordinal`), ISO dates in what comes out. Thresholds are those of `RuleLimits`.
"""

from analytics.detectors.assessment import Assessment, StudentEvidence, assess
from analytics.detectors.findings import (
    CLASS_NOTES,
    CONCERNS,
    GOOD_NEWS,
    Finding,
    Kind,
    Severity,
)
from analytics.detectors.limits import RuleLimits
from analytics.detectors.rhythm import Gap, class_gap, gap_of
from analytics.detectors.school_days import SchoolCalendar
from analytics.detectors.work import Work

__all__ = [
    "CLASS_NOTES",
    "CONCERNS",
    "GOOD_NEWS",
    "Assessment",
    "Finding",
    "Gap",
    "Kind",
    "RuleLimits",
    "SchoolCalendar",
    "Severity",
    "StudentEvidence",
    "Work",
    "assess",
    "class_gap",
    "gap_of",
]
