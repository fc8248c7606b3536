"""What one student of several would get, before it is decided."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from alpha.learning.models import Student


@dataclass(frozen=True, slots=True)
class Preview:
    """`text`: what she gets, in words. `content`: what is kept of it to carry it out, as JSON.

    `problem`: why she can get nothing; `caution`: why it may be wrong for her, so that nobody sends it unseen;
    `note`: what else there is to know.
    """

    student: Student
    text: str
    content: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    caution: str = ""
    note: str = ""

    @property
    def seen(self) -> str:
        """Comes back with the form: that somebody looked at just this, for just this student."""
        shown = json.dumps([self.student.pk, self.content], sort_keys=True)
        return f"{self.student.pk}:{hashlib.sha256(shown.encode()).hexdigest()[:24]}"
