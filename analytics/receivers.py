"""What analytics does when practice was recorded: `alpha.learning` may not know of it."""

from collections.abc import Sequence
from typing import Any

from alpha.accounts.models import School
from analytics.alerts import evaluate_students


def evaluate_who_practiced(*, school: School, student_ids: Sequence[int], **_signal: Any) -> None:
    """Evaluate these students as of today, in chunks; sent after commit, so each chunk is a transaction of its own."""
    evaluate_students(school, student_ids)
