"""What became of an intervention: closing it with notes and an opinion of how well it worked."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from alpha.accounts.models import Role, User
from alpha.learning.access import find_student
from interventions.errors import Conflict, Invalid, NotFound
from interventions.models import Intervention

MAX_NOTES_LENGTH = 5_000


@transaction.atomic
def resolve(
    intervention: Intervention,
    *,
    by: User,
    resolution_notes: str = "",
    effectiveness_rating: int | None = None,
    at: datetime | None = None,
) -> Intervention:
    """Closes it. Any teacher of the student may, aides too; a leader only what is her own.

    `effectiveness_rating`: 1 to 5, an opinion, None where there is none. Raises NotFound outside the scope of `by`,
    PermissionDenied, Invalid, and Conflict where it is resolved already: the first one's words are kept.
    """
    _check_may_resolve(intervention, by)
    if effectiveness_rating is not None and effectiveness_rating not in range(1, 6):
        raise Invalid("effectiveness_rating", "Choose one to five stars.")
    notes = resolution_notes.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(notes) > MAX_NOTES_LENGTH:
        raise Invalid(
            "resolution_notes",
            f"These notes have {len(notes):,} characters; {MAX_NOTES_LENGTH:,} is the most.",
        )
    # Of two at the same moment one changes the row, the other finds it changed.
    changed = Intervention.objects.filter(pk=intervention.pk, is_resolved=False).update(
        is_resolved=True,
        resolved_at=at or timezone.now(),
        resolution_notes=notes,
        effectiveness_rating=effectiveness_rating,
    )
    if not changed:
        raise Conflict("This intervention is already resolved.")
    intervention.refresh_from_db()
    return intervention


def _check_may_resolve(intervention: Intervention, by: User) -> None:
    try:
        find_student(by, intervention.student_id)
    except Http404:
        raise NotFound from None
    if by.role == Role.LEADER and intervention.teacher_id != by.pk:
        raise PermissionDenied
