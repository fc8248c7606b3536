"""Taking the demonstration school away again: its own rows, and nobody else's."""

from django.db import transaction

from alpha.accounts.models import School, User
from alpha.gamification.models import XPEvent
from alpha.learning.models import (
    AssignedWork,
    Assignment,
    Attempt,
    Classroom,
    Guardian,
    LearningPath,
    PracticeImport,
    PracticeSession,
    Skill,
    Student,
)
from alpha.notifications.models import OutboundEmail
from analytics.models import Alert, AlertTrigger, ReportView
from interventions.models import (
    GroupAction,
    Intervention,
    LetterTemplate,
    Meeting,
    MeetingMail,
    MessageTemplate,
    ParentNotification,
    TeacherMessage,
)


@transaction.atomic
def remove_school(school: School) -> None:
    """Delete a school with everything in it, what points at something before the thing itself.

    Tables that hang on these by CASCADE (enrollments, notices, streaks, the record of admin changes…) go with them.
    """
    for rows in (
        GroupAction.objects.filter(classroom__school=school),
        ParentNotification.objects.filter(student__school=school),
        MeetingMail.objects.filter(meeting__student__school=school),
        OutboundEmail.objects.filter(school=school),
        Intervention.objects.filter(student__school=school),
        Meeting.objects.filter(student__school=school),
        TeacherMessage.objects.filter(student__school=school),
        MessageTemplate.objects.filter(school=school),
        # Deleting a template is a version too, so these come after.
        MessageTemplate.versions.filter(school=school),
        LetterTemplate.objects.filter(school=school),
        ReportView.objects.filter(viewer__school=school),
        AlertTrigger.objects.filter(classroom__school=school),
        Alert.objects.filter(classroom__school=school),
        Attempt.objects.filter(student__school=school),
        PracticeSession.objects.filter(student__school=school),
        LearningPath.objects.filter(student__school=school),
        AssignedWork.objects.filter(student__school=school),
        Assignment.objects.filter(school=school),
        PracticeImport.objects.filter(school=school),
        Guardian.objects.filter(school=school),
        Classroom.objects.filter(school=school),
        Student.objects.filter(school=school),
        Skill.objects.filter(school=school),
        XPEvent.objects.filter(user__school=school),
        User.objects.filter(school=school),
        School.objects.filter(pk=school.pk),
    ):
        rows.delete()
