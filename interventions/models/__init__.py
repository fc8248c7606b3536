"""What adults do to help, and the record of it.

The tables of messages, message templates, interventions and meetings keep the columns, types, nullability, database
defaults and index names they were asked for (tests/test_schema.py compares them with the catalog of each database);
everything else is added to them.
"""

from interventions.models.families import LetterTemplate, ParentNotification
from interventions.models.groups import GroupAction, GroupActionItem
from interventions.models.meetings import CalendarFeed, Meeting, MeetingMail
from interventions.models.messages import TeacherMessage
from interventions.models.record import Intervention, InterventionChange
from interventions.models.templates import MessageTemplate

__all__ = [
    "CalendarFeed",
    "GroupAction",
    "GroupActionItem",
    "Intervention",
    "InterventionChange",
    "LetterTemplate",
    "Meeting",
    "MeetingMail",
    "MessageTemplate",
    "ParentNotification",
    "TeacherMessage",
]
