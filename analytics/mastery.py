"""Mastery and time on task, as analytics names them.

The rules live in `alpha.learning`, below, because both are applied where practice is recorded:
learning paths are refreshed after every session, and time is capped when it is written.
"""

from alpha.learning.mastery import (
    chance_below,
    mastered,
    mastered_from_sessions,
    newest_counts,
)
from alpha.learning.time_on_task import time_on_task

__all__ = [
    "chance_below",
    "mastered",
    "mastered_from_sessions",
    "newest_counts",
    "time_on_task",
]
