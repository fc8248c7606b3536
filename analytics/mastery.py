"""Mastery, as analytics names it.

The rule lives in `alpha.learning.mastery`, below, because learning paths are refreshed with it
after every practice session.
"""

from alpha.learning.mastery import mastered, mastered_from_sessions

__all__ = ["mastered", "mastered_from_sessions"]
