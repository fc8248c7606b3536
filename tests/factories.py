"""One factory for each model: the least that is valid, nothing a test did not ask for."""

from datetime import UTC, datetime, time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from alpha.accounts import models as accounts
from alpha.gamification import models as gamification
from alpha.jobs import models as jobs
from alpha.learning import models as learning
from alpha.notifications import models as notifications
from analytics import models as analytics
from interventions import models as interventions


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = accounts.School

    name = factory.Sequence(lambda n: f"School {n}")
    code = factory.Sequence(lambda n: f"school-{n}")
    time_zone = "America/New_York"


class SchoolHolidayFactory(DjangoModelFactory):
    class Meta:
        model = accounts.SchoolHoliday

    school = factory.SubFactory(SchoolFactory)
    name = "Holiday"
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.SelfAttribute("starts_on")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = accounts.User
        skip_postgeneration_save = True

    school = factory.SubFactory(SchoolFactory)
    username = factory.Sequence(lambda n: f"user{n}")
    first_name = "Robin"
    last_name = factory.Sequence(lambda n: f"Person{n}")
    role = accounts.Role.TEACHER


class TeacherFactory(UserFactory):
    username = factory.Sequence(lambda n: f"teacher{n}")


class IdempotencyKeyFactory(DjangoModelFactory):
    class Meta:
        model = accounts.IdempotencyKey

    user = factory.SubFactory(UserFactory)
    route = "interventions:take_action"
    key = factory.Sequence(lambda n: f"key-{n}")
    request_hash = "0" * 64


class ApiTokenFactory(DjangoModelFactory):
    """Nobody knows its secret: what asks with one is `tests.api_client`."""

    class Meta:
        model = accounts.ApiToken

    user = factory.SubFactory(UserFactory)
    name = "Morning report"
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    hint = "alpha_abcd"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class RateCountFactory(DjangoModelFactory):
    class Meta:
        model = accounts.RateCount

    subject = factory.Sequence(lambda n: f"user:{n}")
    minute = 29_000_000
    requests = 1


class StudentFactory(DjangoModelFactory):
    class Meta:
        model = learning.Student

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"Student {n}")
    user = factory.SubFactory(
        UserFactory,
        school=factory.SelfAttribute("..school"),
        username=factory.Sequence(lambda n: f"student{n}"),
        role=accounts.Role.STUDENT,
    )


class GuardianFactory(DjangoModelFactory):
    class Meta:
        model = learning.Guardian

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"Guardian {n}")


class GuardianshipFactory(DjangoModelFactory):
    class Meta:
        model = learning.Guardianship

    student = factory.SubFactory(StudentFactory)
    guardian = factory.SubFactory(GuardianFactory, school=factory.SelfAttribute("..student.school"))
    status = learning.Guardianship.Status.ACTIVE


class MailOptOutFactory(DjangoModelFactory):
    class Meta:
        model = learning.MailOptOut

    guardianship = factory.SubFactory(GuardianshipFactory)
    category = "progress"


class ClassroomFactory(DjangoModelFactory):
    class Meta:
        model = learning.Classroom

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"Class {n}")


class ClassroomTeacherFactory(DjangoModelFactory):
    class Meta:
        model = learning.ClassroomTeacher

    classroom = factory.SubFactory(ClassroomFactory)
    teacher = factory.SubFactory(TeacherFactory, school=factory.SelfAttribute("..classroom.school"))


class EnrollmentFactory(DjangoModelFactory):
    class Meta:
        model = learning.Enrollment

    classroom = factory.SubFactory(ClassroomFactory)
    student = factory.SubFactory(StudentFactory, school=factory.SelfAttribute("..classroom.school"))


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = learning.Skill

    school = factory.SubFactory(SchoolFactory)
    code = factory.Sequence(lambda n: f"skill-{n}")
    name = factory.Sequence(lambda n: f"Skill {n}")


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = learning.Item

    skill = factory.SubFactory(SkillFactory)
    prompt = "What is 1/2 + 1/4?"
    answer = "3/4"


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = learning.Assignment

    school = factory.SubFactory(SchoolFactory)
    created_by = factory.SubFactory(TeacherFactory, school=factory.SelfAttribute("..school"))
    title = factory.Sequence(lambda n: f"Assignment {n}")


class AssignedWorkFactory(DjangoModelFactory):
    class Meta:
        model = learning.AssignedWork

    student = factory.SubFactory(StudentFactory)
    assignment = factory.SubFactory(
        AssignmentFactory, school=factory.SelfAttribute("..student.school")
    )


class PracticeImportFactory(DjangoModelFactory):
    class Meta:
        model = learning.PracticeImport

    school = factory.SubFactory(SchoolFactory)
    file_name = "answers.csv"
    format = "answers"


class PracticeSessionFactory(DjangoModelFactory):
    """A sitting at noon UTC of `school_day`; give both only to test a time zone."""

    class Meta:
        model = learning.PracticeSession

    student = factory.SubFactory(StudentFactory)
    skill = factory.SubFactory(SkillFactory, school=factory.SelfAttribute("..student.school"))
    school_day = factory.LazyAttribute(lambda session: session.student.school.today())
    started_at = factory.LazyAttribute(
        lambda session: datetime.combine(session.school_day, time(12), tzinfo=UTC)
    )
    questions_answered = 10
    questions_correct = 7
    time_spent_seconds = 300


class AttemptFactory(DjangoModelFactory):
    class Meta:
        model = learning.Attempt

    session = factory.SubFactory(PracticeSessionFactory)
    student = factory.SelfAttribute("session.student")
    position = factory.Sequence(lambda n: n)
    is_correct = True
    answered_at = factory.SelfAttribute("session.started_at")


class LearningPathFactory(DjangoModelFactory):
    class Meta:
        model = learning.LearningPath

    student = factory.SubFactory(StudentFactory)
    skill = factory.SubFactory(SkillFactory, school=factory.SelfAttribute("..student.school"))


class XPEventFactory(DjangoModelFactory):
    class Meta:
        model = gamification.XPEvent

    user = factory.SubFactory(UserFactory)
    points = 10
    reason = "Practice"
    occurred_on = factory.LazyFunction(timezone.localdate)
    dedupe_key = factory.Sequence(lambda n: f"xp-{n}")


class StreakFactory(DjangoModelFactory):
    class Meta:
        model = gamification.Streak

    user = factory.SubFactory(UserFactory)


class AchievementFactory(DjangoModelFactory):
    class Meta:
        model = gamification.Achievement

    code = factory.Sequence(lambda n: f"achievement-{n}")
    name = factory.Sequence(lambda n: f"Achievement {n}")
    metric = "active_days"
    need = 5


class AchievementAwardFactory(DjangoModelFactory):
    class Meta:
        model = gamification.AchievementAward

    user = factory.SubFactory(UserFactory)
    achievement = factory.SubFactory(AchievementFactory)


class NotificationFactory(DjangoModelFactory):
    class Meta:
        model = notifications.Notification

    recipient = factory.SubFactory(UserFactory)
    kind = notifications.Notification.Kind.NOTICE
    title = factory.Sequence(lambda n: f"Notice {n}")


class OutboundEmailFactory(DjangoModelFactory):
    class Meta:
        model = notifications.OutboundEmail

    to = "guardian@example.org"
    subject = "News from school"
    text = "Hello."
    dedupe_key = factory.Sequence(lambda n: f"mail-{n}")


class AlertFactory(DjangoModelFactory):
    class Meta:
        model = analytics.Alert

    student = factory.SubFactory(StudentFactory)
    classroom = factory.SubFactory(
        ClassroomFactory, school=factory.SelfAttribute("..student.school")
    )
    kind = analytics.Alert.Kind.STRUGGLING
    evidence = factory.LazyFunction(lambda: {"rule": "struggling", "correct": 20, "n": 40})
    dedupe_key = factory.Sequence(lambda n: f"alert-{n}")


class AlertTriggerFactory(DjangoModelFactory):
    class Meta:
        model = analytics.AlertTrigger

    student = factory.SubFactory(StudentFactory)
    classroom = factory.SubFactory(
        ClassroomFactory, school=factory.SelfAttribute("..student.school")
    )
    kind = analytics.Alert.Kind.STRUGGLING
    key = factory.Sequence(lambda n: f"trigger-{n}")
    evaluated_on = factory.LazyFunction(timezone.localdate)


class AlertChangeFactory(DjangoModelFactory):
    class Meta:
        model = analytics.AlertChange

    alert = factory.SubFactory(AlertFactory)
    action = analytics.AlertChange.Action.ACKNOWLEDGED
    made_by = factory.SubFactory(
        TeacherFactory, school=factory.SelfAttribute("..alert.classroom.school")
    )


class ClassroomRulesFactory(DjangoModelFactory):
    class Meta:
        model = analytics.ClassroomRules

    classroom = factory.SubFactory(ClassroomFactory)


class ReportViewFactory(DjangoModelFactory):
    class Meta:
        model = analytics.ReportView

    viewer = factory.SubFactory(TeacherFactory)
    student = factory.SubFactory(StudentFactory)


class MessageTemplateFactory(DjangoModelFactory):
    class Meta:
        model = interventions.MessageTemplate

    school = factory.SubFactory(SchoolFactory)
    category = interventions.MessageTemplate.Category.STRUGGLING
    title = factory.Sequence(lambda n: f"Template {n}")
    content = "Hi {student_name}, let's practice {skill_name}."
    variables = factory.LazyFunction(lambda: ["student_name", "skill_name"])


class TeacherMessageFactory(DjangoModelFactory):
    class Meta:
        model = interventions.TeacherMessage

    student = factory.SubFactory(StudentFactory)
    teacher = factory.SubFactory(TeacherFactory, school=factory.SelfAttribute("..student.school"))
    message = "Well done today."


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = interventions.Meeting

    student = factory.SubFactory(StudentFactory)
    teacher = factory.SubFactory(TeacherFactory, school=factory.SelfAttribute("..student.school"))
    meeting_type = interventions.Meeting.MeetingType.ONE_ON_ONE
    scheduled_at = factory.LazyFunction(timezone.now)
    status = interventions.Meeting.Status.SCHEDULED
    cancelled_at = factory.LazyAttribute(
        lambda meeting: timezone.now() if meeting.status == "cancelled" else None
    )


class MeetingMailFactory(DjangoModelFactory):
    class Meta:
        model = interventions.MeetingMail

    meeting = factory.SubFactory(MeetingFactory)
    sequence = 0
    email = factory.SubFactory(OutboundEmailFactory)


class CalendarFeedFactory(DjangoModelFactory):
    class Meta:
        model = interventions.CalendarFeed

    user = factory.SubFactory(TeacherFactory)
    name = "My phone"
    token_hash = factory.Sequence(lambda n: f"{n:064x}")


class InterventionFactory(DjangoModelFactory):
    """A message sent; pass another type together with what it made."""

    class Meta:
        model = interventions.Intervention

    student = factory.SubFactory(StudentFactory)
    teacher = factory.SubFactory(TeacherFactory, school=factory.SelfAttribute("..student.school"))
    intervention_type = interventions.Intervention.InterventionType.MESSAGE
    action_taken = "Sent a message"
    message = factory.Maybe(
        factory.LazyAttribute(lambda made: made.intervention_type == "message"),
        factory.SubFactory(
            TeacherMessageFactory,
            student=factory.SelfAttribute("..student"),
            teacher=factory.SelfAttribute("..teacher"),
        ),
    )


class InterventionChangeFactory(DjangoModelFactory):
    """A line of the record alone; the row of its intervention is as it was."""

    class Meta:
        model = interventions.InterventionChange

    intervention = factory.SubFactory(InterventionFactory)
    kind = interventions.InterventionChange.Kind.RESOLVED
    by = factory.SelfAttribute("intervention.teacher")


class GroupActionFactory(DjangoModelFactory):
    class Meta:
        model = interventions.GroupAction

    classroom = factory.SubFactory(ClassroomFactory)
    teacher = factory.SubFactory(TeacherFactory, school=factory.SelfAttribute("..classroom.school"))
    kind = interventions.Intervention.InterventionType.MESSAGE


class GroupActionItemFactory(DjangoModelFactory):
    class Meta:
        model = interventions.GroupActionItem

    group = factory.SubFactory(GroupActionFactory)
    student = factory.SubFactory(
        StudentFactory, school=factory.SelfAttribute("..group.classroom.school")
    )
    content = factory.LazyFunction(lambda: {"text": "Well done today."})


class LetterTemplateFactory(DjangoModelFactory):
    class Meta:
        model = interventions.LetterTemplate

    school = factory.SubFactory(SchoolFactory)
    topic = interventions.LetterTemplate.Topic.NEEDS_PRACTICE
    title = factory.Sequence(lambda n: f"Letter {n}")
    content = "Hello {guardian_name}, {student_name} practices {skill_name}."


class JobRunFactory(DjangoModelFactory):
    class Meta:
        model = jobs.JobRun

    name = factory.Sequence(lambda n: f"job-{n}")
    next_at = factory.LazyFunction(timezone.now)


class ParentNotificationFactory(DjangoModelFactory):
    class Meta:
        model = interventions.ParentNotification

    intervention = factory.SubFactory(InterventionFactory, intervention_type="parent_notification")
    teacher = factory.SelfAttribute("intervention.teacher")
    student = factory.SelfAttribute("intervention.student")
    subject = "A word about practice"
    body = "Hello."
