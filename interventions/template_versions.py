"""The versions of a message template: who saved it when, and what was different from the version before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from alpha.accounts.models import User
from interventions.models import MessageTemplate
from interventions.word_changes import Piece, word_changes

# What a version holds of interest, with its name on the page; also what going back to it brings back.
KEPT_FIELDS = {
    "category": "Category",
    "title": "Title",
    "language": "Language",
    "is_active": "Active",
    "content": "Content",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Version:
    """`by`: None where no person did it (a command), or where it is not known. `changes` is empty in the first one.

    `is_current`: the newest one, as long as the template still is as it was saved then.
    """

    id: int
    at: datetime
    by: User | None
    reason: str
    is_first: bool
    is_current: bool
    content: str
    changes: list[FieldChange]


def versions_of(template: MessageTemplate) -> list[Version]:
    """Newest first; one query."""
    rows = list(
        template.versions.exclude(history_type="-")
        .select_related("history_user")
        .order_by("-history_id")
    )
    pairs: Iterable[tuple[Any, Any]] = pairwise([*rows, None])
    return [
        Version(
            id=row.pk,
            at=row.history_date,
            by=row.history_user,
            reason=row.history_change_reason or "",
            is_first=before is None,
            is_current=row is rows[0] and not _changes(row, template),
            content=row.content,
            changes=[] if before is None else _changes(before, row),
        )
        for row, before in pairs
    ]


def _changes(before: Any, after: Any) -> list[FieldChange]:
    texts = (
        (label, _said(before, name), _said(after, name)) for name, label in KEPT_FIELDS.items()
    )
    return [FieldChange(label, word_changes(old, new)) for label, old, new in texts if old != new]


def _said(row: Any, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
