"""A meeting with several students. It is one thing: it is arranged for all of them or for nobody."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from interventions.actions.meeting import schedule_meeting
from interventions.arranging import FamilyMember, family_of
from interventions.groups.choosing import Chosen
from interventions.groups.previews import Preview
from interventions.models import GroupAction, GroupActionItem, Intervention, Meeting

Type = Meeting.MeetingType
NOBODY = "Nobody of the family can be invited by e-mail"


def meeting_previews(chosen: Chosen, *, invites_family: bool) -> list[Preview]:
    """Who of each family would be invited; one query."""
    family: dict[int, list[FamilyMember]] = {}
    for member in family_of(chosen.students):
        family.setdefault(member.link.student_id, []).append(member)
    return [
        Preview(student, _family_words(family.get(student.pk, ()), invites_family=invites_family))
        for student in chosen.students
    ]


def schedule_together(group: GroupAction, items: Sequence[GroupActionItem]) -> list[Intervention]:
    """In the order of the items."""
    details = group.details
    return schedule_meeting(
        [item.student for item in items],
        by=group.teacher,
        meeting_type=Type.GROUP if len(items) > 1 else Type.ONE_ON_ONE,
        scheduled_at=datetime.fromisoformat(details["scheduled_at"]),
        duration_minutes=details["duration_minutes"],
        location=details["location"],
        notes=details["notes"],
        invite_family=details["invite_family"],
    )


def _family_words(family: Iterable[FamilyMember], *, invites_family: bool) -> str:
    names = [member.guardian.name for member in family if member.can_be_invited]
    if not names:
        return NOBODY if invites_family else ""
    says = "gets an invitation" if len(names) == 1 else "get an invitation"
    return f"{', '.join(names)} {says}" if invites_family else ""
