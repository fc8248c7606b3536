"""The whole school, seeded once: it holds what a visitor should be able to see."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Count, F, Sum
from django.utils import timezone

from alpha.accounts.models import Role, School, SchoolHoliday, User
from alpha.demo.clock import HISTORY_DAYS, DemoClock
from alpha.demo.sign_ins import AIDE, CO_TEACHER, LEADER, TEACHER
from alpha.demo.story import CLASS_NAME
from alpha.learning.models import (
    AssignedWork,
    Classroom,
    ClassroomTeacher,
    Enrollment,
    Guardian,
    Guardianship,
    Item,
    PracticeSession,
    Skill,
    Student,
)
from alpha.notifications.models import Notification
from analytics.services import AnalyticsService
from interventions.agenda import agenda, past_entries, past_moments
from interventions.families import family_of
from interventions.goals import goal_of
from interventions.letter_states import state_of
from interventions.measured_change import changes_of
from interventions.models import (
    Intervention,
    InterventionChange,
    Meeting,
    MeetingMail,
    MessageTemplate,
    ParentNotification,
    TeacherMessage,
)
from interventions.selectors import told
from tests.demo.conftest import MONDAY

pytestmark = pytest.mark.usefixtures("whole_school")


def clock():
    return DemoClock(School.objects.get(code="demo"), MONDAY)


def ordinary_classes():
    return Classroom.objects.exclude(name=CLASS_NAME)


def test_six_ordinary_classes_of_24_to_30_stand_beside_the_story():
    sizes = ordinary_classes().annotate(size=Count("students")).values_list("size", flat=True)

    assert sorted(sizes) == [24, 25, 26, 27, 28, 30]
    assert Classroom.objects.get(name=CLASS_NAME).students.count() == 3


def test_teachers_share_classes_and_an_aide_helps_in_one():
    teachings = ClassroomTeacher.objects.filter(classroom__in=ordinary_classes())
    by_teacher = Counter(teachings.values_list("teacher__username", "role"))

    assert by_teacher == {
        (TEACHER.username, "teacher"): 2,
        (CO_TEACHER.username, "teacher"): 1,
        (AIDE.username, "aide"): 1,
        ("demo.okonkwo", "teacher"): 2,
        ("demo.sato", "teacher"): 1,
        ("demo.castillo", "teacher"): 1,
    }


def test_some_students_are_in_two_classes():
    enrolled = Counter(Enrollment.objects.values_list("student", flat=True))

    assert Counter(enrolled.values()) == {1: 137, 2: 13}


def test_there_are_skills_in_two_subjects_with_prerequisites():
    assert Counter(Skill.objects.values_list("subject", flat=True)) == {"Math": 14, "Reading": 5}
    assert Skill.objects.filter(prerequisites__isnull=False).distinct().count() == 16


def test_practice_goes_back_120_days_and_none_of_it_lies_ahead():
    days = PracticeSession.objects.values_list("school_day", flat=True)

    assert min(days) == clock().day(HISTORY_DAYS - 1)
    assert max(days) == clock().today
    assert not PracticeSession.objects.filter(started_at__gt=timezone.now()).exists()


def test_practice_is_on_school_days_mostly_and_never_in_the_holiday():
    holiday = SchoolHoliday.objects.get()
    everyday = PracticeSession.objects.filter(
        student__enrollments__classroom__in=ordinary_classes()
    )
    weekdays = Counter(day.weekday() for day in everyday.values_list("school_day", flat=True))

    assert (holiday.ends_on - holiday.starts_on).days == 4
    assert not everyday.filter(school_day__range=(holiday.starts_on, holiday.ends_on)).exists()
    weekend = weekdays[5] + weekdays[6]
    assert 0.02 < weekend / weekdays.total() < 0.10


def test_every_class_shows_every_pattern():
    leader = AnalyticsService(User.objects.get(username=LEADER.username))
    for classroom in ordinary_classes():
        report = leader.get_class_performance_report(classroom.pk)

        assert report["improving_students"], classroom
        assert report["declining_students"], classroom
        assert report["struggling_students"], classroom
        assert report["top_performers"], classroom
        assert report["distribution"]["not_enough_data"] >= 1, classroom
        assert report["overall"]["active_students"] < report["overall"]["students"], classroom
        assert 0.65 < report["overall"]["class_average"] < 0.85, classroom


def test_some_have_gone_quiet_some_are_new_some_have_no_data():
    last = {}
    first = {}
    for student_id, day in PracticeSession.objects.values_list("student", "school_day"):
        last[student_id] = max(day, last.get(student_id, day))
        first[student_id] = min(day, first.get(student_id, day))
    today = clock().today

    assert sum((today - day).days >= 9 for day in last.values()) >= 6
    assert sum((today - day).days <= 4 for day in first.values()) >= 6
    assert Student.objects.exclude(pk__in=last).count() >= 6


def test_assignments_are_in_every_state():
    overdue = AssignedWork.objects.filter(assignment__due_at__lt=timezone.now())
    late = AssignedWork.objects.filter(completed_at__gt=F("assignment__due_at"))

    assert set(AssignedWork.objects.values_list("status", flat=True)) == {
        "assigned",
        "in_progress",
        "completed",
    }
    assert overdue.filter(status="assigned").count() >= 12
    assert overdue.filter(status="in_progress").count() >= 12
    assert late.count() >= 12
    assert not AssignedWork.objects.filter(completed_at__gt=timezone.now()).exists()
    assert not AssignedWork.objects.filter(completed_at__lt=F("assignment__released_at")).exists()


def test_every_skill_has_questions_and_all_work_can_be_done_here():
    items = Item.objects.values_list("skill__code", "difficulty").annotate(n=Count("pk"))
    counts = Counter({(code, level): n for code, level, n in items})

    assert len({code for code, _ in counts}) == Skill.objects.count()
    assert set(counts.values()) == {10, 15}
    assert len(counts) == Skill.objects.count() * 3


def test_work_has_come_as_far_as_its_practice():
    sums = PracticeSession.objects.filter(assignment__isnull=False).values_list(
        "assignment", "student"
    )
    practiced = {
        (assignment, student): (answered, correct)
        for assignment, student, answered, correct in sums.annotate(
            Sum("questions_answered"), Sum("questions_correct")
        )
    }
    works = AssignedWork.objects.exclude(status="assigned")

    assert len(practiced) == works.count()
    for work in works:
        key = (work.assignment_id, work.student_id)
        assert practiced[key] == (work.questions_answered, work.questions_correct)


def test_twelve_interventions_of_each_type_are_resolved_and_rated_and_some_are_open():
    rated = Intervention.objects.filter(is_resolved=True, effectiveness_rating__isnull=False)
    kinds = Counter(rated.values_list("intervention_type", flat=True))
    still_open = Counter(
        Intervention.objects.filter(is_resolved=False).values_list("intervention_type", flat=True)
    )

    assert set(kinds) == set(still_open) == set(Intervention.InterventionType.values)
    assert min(kinds.values()) >= 12
    assert min(still_open.values()) >= 3
    assert len(set(rated.values_list("effectiveness_rating", flat=True))) >= 4
    assert not rated.filter(resolution_notes="").exists()


def test_some_interventions_are_due_for_review_and_some_were_opened_again():
    today = School.objects.get(code="demo").today()
    own = Intervention.objects.filter(teacher__username=TEACHER.username)
    reopened = InterventionChange.objects.filter(kind="reopened")

    assert own.due_for_review(today).exists()
    assert own.completed().exists()
    assert reopened.count() >= 4
    assert not reopened.filter(at__gt=timezone.now()).exists()
    assert not reopened.filter(intervention__is_resolved=True).exists()
    assert not Intervention.objects.filter(follow_up_on__isnull=True).exists()


def test_help_with_a_goal_is_due_with_what_changed_since():
    today = School.objects.get(code="demo").today()
    own = Intervention.objects.filter(teacher__username=TEACHER.username)
    row = told(own.due_for_review(today)).get(goal_percent__isnull=False)

    change = changes_of([row])[row.pk]
    goal = goal_of(row, change)

    assert change.state == "ok"
    assert change.classmates.change is not None
    assert change.work.answered == change.work.questions
    assert goal.status in {"keep", "raise"}
    assert [line.kind for line in row.changes.all()] == ["continued"]


def test_interventions_are_dated_in_their_order_with_a_baseline_of_their_day():
    assert not Intervention.objects.filter(resolved_at__lte=F("created_at")).exists()
    assert not Intervention.objects.filter(resolved_at__gt=timezone.now()).exists()
    school = School.objects.get(code="demo")
    for intervention in Intervention.objects.all():
        assert intervention.baseline["date"] == school.day_of(intervention.created_at).isoformat()
    assert not Notification.objects.filter(created_at__gt=timezone.now()).exists()


def test_student_3_is_still_to_be_helped():
    student = Student.objects.get(name="Student 3")

    assert not Intervention.objects.filter(student=student).exists()
    assert not Notification.objects.filter(recipient=student.user).exists()


def test_messages_are_partly_read_and_none_has_a_gap():
    messages = TeacherMessage.objects.all()

    assert Counter(messages.values_list("is_read", flat=True)).keys() == {True, False}
    assert not messages.filter(read_at__lt=F("sent_at")).exists()
    assert not messages.filter(message__contains="{").exists()
    assert not messages.filter(template__isnull=True).exists()
    assert MessageTemplate.objects.count() == 12


def test_meetings_lie_behind_and_ahead_and_the_teacher_last_used_room_101():
    meetings = Meeting.objects.all()
    school = School.objects.get(code="demo")
    ahead = meetings.filter(status="scheduled")

    assert set(meetings.values_list("meeting_type", flat=True)) == set(Meeting.MeetingType.values)
    assert not meetings.filter(status="completed", scheduled_at__gt=timezone.now()).exists()
    assert ahead.exists()
    # One of the last school day waits to be marked as held.
    assert ahead.filter(scheduled_at__lt=timezone.now() - timedelta(hours=12)).count() == 1
    assert {meeting.scheduled_at.astimezone(school.zone).weekday() for meeting in ahead} <= set(
        school.weekdays_taught
    )
    last = meetings.filter(teacher__username=TEACHER.username).latest("created_at")
    assert last.location == "Room 101"


def test_the_teacher_has_meetings_today_this_week_later_and_behind_her():
    teacher = User.objects.get(username=TEACHER.username)
    found = agenda(teacher, teacher.school)
    past = past_entries(teacher, past_moments(teacher, teacher.school))

    # Seeded on a Monday at half past three in the afternoon.
    assert [
        (
            f"{entry.meeting.scheduled_at.astimezone(teacher.school.zone):%H:%M}",
            entry.meeting.status,
        )
        for entry in found.today
    ] == [("08:15", "completed"), ("11:30", "completed"), ("15:15", "scheduled")]
    assert len(found.this_week) >= 2
    assert found.later
    assert {entry.meeting.status for entry in past} == {"scheduled", "completed", "cancelled"}
    assert [len(entry.students) for entry in past if entry.meeting.meeting_type == "group"]
    assert all(entry.meeting.outcome_notes for entry in past if entry.meeting.status == "completed")


def test_mail_about_meetings_has_left_when_it_could():
    mails = MeetingMail.objects.all()

    assert mails.filter(guardian__isnull=False).exists()
    assert mails.filter(guardian__isnull=True).exists()
    assert not mails.filter(email__send_after__lte=timezone.now(), email__status="queued").exists()


def test_letters_went_to_guardians_with_and_without_an_address_and_to_nobody():
    letters = ParentNotification.objects.all()

    assert letters.filter(email__isnull=False).exists()
    assert letters.filter(guardian__isnull=False, email__isnull=True).exists()
    assert letters.filter(guardian__isnull=True).exists()


def test_letters_of_the_past_were_sent():
    letters = ParentNotification.objects.filter(email__isnull=False)
    story = letters.filter(student__name__in=["Student 1", "Student 2"])

    assert set(letters.exclude(pk__in=story).values_list("email__status", flat=True)) == {"sent"}
    assert not letters.filter(email__sent_at__gt=timezone.now()).exists()
    assert not letters.filter(body__contains="{").exists()


def test_families_of_the_story_show_every_state_of_a_letter():
    story = ParentNotification.objects.filter(student__name__in=["Student 1", "Student 2"])
    teacher = User.objects.get(username=TEACHER.username)

    assert {state_of(letter).kind for letter in story.select_related("email")} == {
        "sent",
        "failed",
        "cancelled",
        "retry",
        "no_address",
    }
    assert set(story.values_list("language", flat=True)) == {"en", "es"}
    assert set(story.values_list("teacher", flat=True)) == {teacher.pk}


def test_families_of_the_story_show_every_way_a_letter_can_go():
    family = {}
    for name in ("Student 1", "Student 2", "Student 3"):
        student = Student.objects.get(name=name)
        for one in family_of(student, at=timezone.now(), languages=["en", "es"]):
            family[one.guardian.name] = (one.how, one.language, one.lacking, one.is_often)

    assert family == {
        "Amina Yusuf": ("mail", "en", "", False),
        "Bao Tran": ("paper", "en", "", True),
        "Daniel Ortega": ("opted_out", "en", "", False),
        "Lucía Ortega": ("mail", "es", "", True),
        "Mai Tran": ("mail", "en", "Vietnamese", False),
        "Peter Lang": ("not_allowed", "en", "", False),
    }


def test_guardians_are_of_every_kind():
    assert set(Guardianship.objects.values_list("status", flat=True)) == set(
        Guardianship.Status.values
    )
    assert Guardian.objects.filter(email="").count() >= 10
    assert Guardian.objects.exclude(email="").count() >= 50
    assert Guardianship.objects.filter(may_be_contacted=False).exists()
    assert Student.objects.filter(guardians__isnull=True).exists()
    assert Student.objects.annotate(n=Count("guardians")).filter(n=2).exists()


def test_no_two_students_share_a_name_and_no_address_could_reach_anybody():
    names = list(Student.objects.values_list("name", flat=True))
    people = User.objects.exclude(email="").values_list("email", flat=True)
    families = Guardian.objects.exclude(email="").values_list("email", flat=True)

    assert len(set(names)) == len(names) == 150
    assert all(address.endswith(".example") for address in [*people, *families])
    assert Counter(User.objects.values_list("role", flat=True)) == {
        Role.STUDENT: 150,
        Role.TEACHER: 6,
        Role.LEADER: 1,
        Role.ADMINISTRATOR: 1,
        Role.GUARDIAN: 1,
    }
