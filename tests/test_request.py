"""The tests of the request, by its numbers and names.

Where its words differ from what a careful reading allows, the README's decisions say why.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse

from alpha.learning.models import AssignedWork, LearningPath, PracticeSession
from alpha.learning.services.practice import NewSession, record_practice
from alpha.notifications.models import Notification
from analytics.services import AnalyticsService
from interventions.agenda import agenda
from interventions.errors import NotFound
from interventions.letter_states import state_of
from interventions.models import (
    Intervention,
    Meeting,
    MessageTemplate,
    ParentNotification,
    TeacherMessage,
)
from interventions.services import InterventionService
from interventions.template_library import CreatedTemplates, create_default_templates
from interventions.variables import variables_for
from tests.analytics.test_trends import FALLING_MONTH, STEADY_MONTH
from tests.factories import (
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    GuardianFactory,
    GuardianshipFactory,
    SchoolFactory,
    SkillFactory,
    StudentFactory,
    TeacherFactory,
)

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
# Days ago on which everybody practiced: ten before the last 30 dates, nine within them.
BEFORE = [57, 54, 51, 48, 45, 42, 39, 36, 33, 31]
WITHIN = [28, 25, 22, 18, 15, 11, 8, 2, 0]


@pytest.fixture
def story(db):
    """A teacher, a class, three students, three skills, and sixty days of practice."""
    with time_machine.travel(NOW, tick=False):
        school = SchoolFactory(name="Maple School", code="maple")
        teacher = TeacherFactory(school=school, username="teacher")
        classroom = ClassroomFactory(school=school, name="Grade 5")
        ClassroomTeacherFactory(classroom=classroom, teacher=teacher)
        students = [StudentFactory(school=school, name=f"Student {n}") for n in (1, 2, 3)]
        for student in students:
            EnrollmentFactory(classroom=classroom, student=student)
        skills = [
            SkillFactory(school=school, name=name)
            for name in ("Fractions", "Division", "Multiplication")
        ]
        record_practice(school, practice_of(students, skills))
        yield SimpleNamespace(
            school=school,
            teacher=teacher,
            classroom=classroom,
            students=students,
            skills=skills,
            service=AnalyticsService(teacher),
            interventions=InterventionService(teacher),
        )


def practice_of(students, skills):
    """Student 1 rises from 55 %, Student 2 stays at 80 %, Student 3 falls from 70 % to 50 %."""
    rising, steady, falling = students
    for ago, correct in zip(BEFORE + WITHIN, [11] * 10 + list(range(11, 20)), strict=True):
        yield sitting(rising, skills[0], ago, correct, 20, seconds=1800)
    for ago in BEFORE + WITHIN:
        yield sitting(steady, skills[1], ago, 16, 20, seconds=1800)
    for ago, parts in STEADY_MONTH + FALLING_MONTH:
        for skill, (correct, answered) in zip(skills, parts, strict=True):
            yield sitting(falling, skill, ago, correct, answered, seconds=600)


def sitting(student, skill, ago, correct, answered, *, seconds):
    return NewSession(
        student_id=student.pk,
        skill_id=skill.pk,
        started_at=NOW - timedelta(days=ago),
        time_spent_seconds=seconds,
        questions_answered=answered,
        questions_correct=correct,
    )


def test_01_create_test_data(story):
    assert [student.name for student in story.students] == ["Student 1", "Student 2", "Student 3"]
    assert [skill.name for skill in story.skills] == ["Fractions", "Division", "Multiplication"]
    assert list(story.classroom.teachers.all()) == [story.teacher]
    assert set(story.classroom.students.all()) == set(story.students)


def test_02_create_sessions_for_trend_analysis(story):
    sessions = PracticeSession.objects.all()
    # One session a day for two students, three for the third.
    assert sessions.count() == 19 + 19 + 3 * 19
    assert sessions.filter(school_day__gte="2026-10-25").count() == 9 + 9 + 3 * 9
    mastered = LearningPath.objects.filter(mastery_achieved=True)
    assert [str(path) for path in mastered] == ["Student 1 – Fractions"]


def test_03_get_student_performance_report(story):
    report = story.service.get_student_performance_report(story.students[2].pk)

    assert report["overall"] == {
        "accuracy": 0.55,
        "questions_answered": 180,
        "questions_correct": 99,
        "time_spent_seconds": 16_200,
        "active_days": 9,
        "active_days_this_week": 2,
        "active_days_last_week": 2,
        "skills_mastered": 0,
        "skills_total": 3,
    }
    assert [(skill["skill"], skill["accuracy"], skill["status"]) for skill in report["skills"]] == [
        ("Fractions", 0.50, "Needs Work"),
        ("Division", 0.55, "Needs Work"),
        ("Multiplication", 0.60, "Needs Work"),
    ]
    assert report["trends"]["direction"] == "declining"


def test_04_get_class_performance_report(story):
    report = story.service.get_class_performance_report(story.classroom.pk)

    # (75 % + 80 % + 55 %) / 3
    assert report["overall"] == {
        "class_average": pytest.approx(0.70),
        "pooled_accuracy": pytest.approx(0.70),
        "questions_answered": 540,
        "time_spent_seconds": 3 * 16_200,
        "students": 3,
        "active_students": 3,
        "engagement_rate": 1.0,
    }
    assert report["distribution"] == {
        "excellent": 0,
        "good": 1,
        "fair": 1,
        "needs_improvement": 1,
        "not_enough_data": 0,
    }
    assert [row["student"] for row in report["top_performers"]] == ["Student 2"]
    assert [row["student"] for row in report["struggling_students"]] == ["Student 3"]


def test_05_get_student_trend_data(story):
    trends = story.service.get_student_trend_data(story.students[0].pk)

    assert len(trends["points"]) == 9
    assert [point["accuracy"] for point in trends["points"]] == [n / 20 for n in range(11, 20)]
    assert trends["direction"] == "improving"


def test_06_get_class_trend_data(story):
    trends = story.service.get_class_trend_data(story.classroom.pk)

    assert len(trends["points"]) == 9
    # Today: 19 and 16 and 10 of 20 each.
    assert trends["points"][-1] == {
        "date": "2026-11-23",
        "accuracy": 45 / 60,
        "questions_answered": 60,
        "time_spent_seconds": 5400,
        "active_students": 3,
    }


def test_07_get_student_vs_class_comparison(story):
    comparison = story.service.get_student_comparison(story.students[2].pk)

    assert comparison == {
        "class_id": story.classroom.pk,
        "class_name": "Grade 5",
        "student_accuracy": 0.55,
        "class_average": pytest.approx(0.70),
        "difference": pytest.approx(-0.15),
        "rank": 3,
        "class_size": 3,
        "percentile": 33,
        "position": "3rd of 3 (lowest in class)",
    }


def test_08_create_default_message_templates(story):
    assert create_default_templates(story.school) == CreatedTemplates(created=12, total=12)
    assert create_default_templates(story.school) == CreatedTemplates(created=0, total=12)

    templates = story.interventions.get_message_templates()
    assert Counter(template["category"] for template in templates) == {
        "inactive": 3,
        "struggling": 3,
        "overdue": 3,
        "encouragement": 3,
    }


def test_09_send_message_to_student(story):
    student = story.students[2]
    text = (
        "Hi Student 3, I see you're working hard on Fractions."
        " I created an easier assignment to help you build confidence."
        " Let's also meet tomorrow to go over it together."
    )

    intervention = story.interventions.send_message(student.pk, text)

    message = TeacherMessage.objects.get()
    assert (message.teacher, message.student, message.message) == (story.teacher, student, text)
    assert (message.is_read, message.read_at, message.sent_at) == (False, None, NOW)
    assert Intervention.objects.get() == intervention
    assert (intervention.intervention_type, intervention.message) == ("message", message)
    assert [skill.name for skill in intervention.skills.all()] == ["Fractions"]
    # The month the trend is measured against, and what the teacher saw.
    assert intervention.baseline["overall"]["last30"] == {
        "correct": 99,
        "answered": 180,
        "active_days": 9,
    }
    notice = Notification.objects.get()
    assert (notice.recipient, notice.title) == (
        student.user,
        f"Message from {story.teacher.display_name}",
    )


def test_10_fill_template_with_variables(story):
    create_default_templates(story.school)
    template = MessageTemplate.objects.get(title="Support - Struggling with Skill")

    text = story.interventions.fill_template(
        template.pk, variables_for(story.students[2], teacher=story.teacher)
    )

    assert text == (
        "Hi Student 3, I see you're working hard on Fractions."
        " I created an easier assignment to help you build confidence."
    )


def test_11_create_targeted_assignment(story):
    student = story.students[2]

    intervention = story.interventions.create_targeted_assignment(student.pk)

    work = AssignedWork.objects.get()
    assignment = work.assignment
    assert (work.student, assignment.created_by) == (student, story.teacher)
    assert assignment.title == "Targeted Practice - Fractions, Division, Multiplication"
    assert set(assignment.skills.all()) == set(story.skills)
    assert assignment.question_count == 15
    # 99 of 180 on nine days: 55 %, and what is below 50 % is not ruled out.
    assert assignment.difficulty == "easy"
    # Thursday at three, three days on.
    assert assignment.due_at == datetime(2026, 11, 26, 20, tzinfo=UTC)
    assert (intervention.intervention_type, intervention.assigned_work) == ("assignment", work)
    assert Notification.objects.get().title == f"New assignment: {assignment.title}"


def test_12_schedule_meeting(story):
    student = story.students[2]
    tomorrow_at_ten = NOW + timedelta(days=1)

    (intervention,) = story.interventions.schedule_meeting(
        [student.pk],
        "one_on_one",
        tomorrow_at_ten,
        location="Room 101",
        notes="Discuss fractions and division. Bring manipulatives.",
    )

    meeting = Meeting.objects.get()
    assert (meeting.teacher, meeting.student) == (story.teacher, student)
    assert (meeting.scheduled_at, meeting.duration_minutes) == (tomorrow_at_ten, 30)
    assert (meeting.location, meeting.status) == ("Room 101", "scheduled")
    assert (intervention.intervention_type, intervention.meeting) == ("meeting", meeting)
    # It appears in the teacher's schedule, and the student hears of it.
    ahead = agenda(story.teacher, student.school)
    assert meeting in [entry.meeting for entry in (*ahead.this_week, *ahead.later)]
    assert Notification.objects.get(recipient=student.user).kind == "meeting"


def test_13_notify_parent(story):
    student = story.students[2]
    mother = GuardianFactory(school=story.school, name="Ana", email="ana@example.org")
    GuardianshipFactory(student=student, guardian=mother)

    intervention = story.interventions.notify_parent(student.pk, "Some practice would help.")

    assert Intervention.objects.get() == intervention
    assert (intervention.intervention_type, intervention.action_taken) == (
        "parent_notification",
        "Notified parent: Some practice would help.",
    )
    letter = ParentNotification.objects.get()
    assert (letter.teacher, letter.student, letter.guardian) == (story.teacher, student, mother)
    assert letter.body == (
        "Some practice would help.\n\nThe last 30 days in short:\n"
        "- Student 3 answered 180 questions on 9 days; 99 answers were right (55%).\n"
        "- Compared with the month before: fewer answers are right; that is nothing unusual,"
        " and practice helps.\n"
        "- Good to practice: Fractions, Division and Multiplication."
    )
    assert (letter.email.to, letter.email.status) == ("ana@example.org", "queued")
    assert state_of(letter).word == "Queued"


def help_in_every_way(story, student):
    """One after the other, an hour apart."""
    service = story.interventions
    with time_machine.travel(NOW - timedelta(hours=4), tick=False):
        service.send_message(student.pk, "Well done.")
    with time_machine.travel(NOW - timedelta(hours=3), tick=False):
        service.create_targeted_assignment(student.pk)
    with time_machine.travel(NOW - timedelta(hours=2), tick=False):
        service.schedule_meeting([student.pk], "one_on_one", NOW)
    with time_machine.travel(NOW - timedelta(hours=1), tick=False):
        service.notify_parent(student.pk, "A good week.", include_summary=False)


def test_14_get_intervention_history(story):
    student = story.students[2]
    help_in_every_way(story, student)

    history = story.interventions.get_intervention_history(student.pk)

    assert [(row["intervention_type"], row["action_taken"]) for row in history] == [
        ("parent_notification", "Notified parent: no contact possible"),
        ("meeting", "Scheduled one-on-one meeting for Monday, November 23, 10:00 AM"),
        (
            "assignment",
            "Created targeted assignment: Targeted Practice - Fractions, Division, Multiplication",
        ),
        ("message", "Sent message: Well done."),
    ]
    assert {row["is_resolved"] for row in history} == {False}


def test_15_mark_intervention_resolved(story):
    intervention = story.interventions.send_message(story.students[2].pk, "Well done.")

    story.interventions.mark_intervention_resolved(
        intervention.pk, "Accuracy increased from 55% to 65%.", 4
    )

    intervention.refresh_from_db()
    assert (intervention.is_resolved, intervention.resolved_at) == (True, NOW)
    assert intervention.resolution_notes == "Accuracy increased from 55% to 65%."
    assert intervention.effectiveness_rating == 4


def test_16_non_existent_student_returns_empty(story):
    nobody = story.students[2].pk + 1000

    assert story.service.get_student_performance_report(nobody) == {}
    assert story.service.get_student_trend_data(nobody) == {}
    assert story.service.get_student_comparison(nobody) == {}


def test_17_intervention_with_invalid_student(story, client):
    nobody = story.students[2].pk + 1000

    with pytest.raises(NotFound):
        story.interventions.send_message(nobody, "Hello")

    client.force_login(story.teacher)
    address = reverse("interventions:take_action", args=[nobody])
    answers = [client.get(address), client.post(address, {"message": "Hello"})]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Intervention.objects.exists()
