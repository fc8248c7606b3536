from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from alpha.learning.models import Assignment, Enrollment
from interventions.errors import Conflict, Invalid, NotFound
from interventions.models import Intervention, Meeting, MessageTemplate, TeacherMessage
from interventions.services import InterventionService
from interventions.template_library import create_default_templates
from tests.factories import (
    EnrollmentFactory,
    InterventionFactory,
    LearningPathFactory,
    MessageTemplateFactory,
    PracticeSessionFactory,
    SkillFactory,
)

pytestmark = pytest.mark.django_db

UNKNOWN = 987_654
# Noon and the next morning in New York.
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
AT_TEN = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service(teacher):
    return InterventionService(teacher)


def test_send_message_is_from_the_acting_person_with_the_template(service, student, teacher):
    template = MessageTemplateFactory(school=student.school, title="Support")

    intervention = service.send_message(student.pk, "Hello Sam.", template.pk)

    message = TeacherMessage.objects.get()
    assert (message.teacher, message.student) == (teacher, student)
    assert (message.message, message.template) == ("Hello Sam.", template)
    assert (intervention.message, intervention.teacher) == (message, teacher)


def test_a_template_of_another_school_cannot_be_named(service, student):
    with pytest.raises(Invalid) as refused:
        service.send_message(student.pk, "Hello", MessageTemplateFactory().pk)

    assert (refused.value.field, refused.value.message) == (
        "template_id",
        "This template is not among yours.",
    )
    assert not TeacherMessage.objects.exists()


def test_schedule_meeting_meets_each_student(service, student, classroom):
    other = EnrollmentFactory(classroom=classroom).student

    interventions = service.schedule_meeting(
        [student.pk, other.pk], "group", AT_TEN, invite_family=True
    )

    assert [intervention.student for intervention in interventions] == [student, other]
    assert [meeting.invites_family for meeting in Meeting.objects.all()] == [True, True]


@pytest.fixture
def fractions(student):
    """The one skill below 70 %: 10 of 20."""
    skill = SkillFactory(school=student.school, name="Fractions")
    LearningPathFactory(student=student, skill=skill, current_accuracy=0.5)
    PracticeSessionFactory(
        student=student, skill=skill, questions_answered=20, questions_correct=10
    )
    return skill


def nothing_assigned():
    return not Assignment.objects.exists() and not Intervention.objects.exists()


def test_create_targeted_assignment_fills_in_what_is_not_said(service, student, fractions):
    intervention = service.create_targeted_assignment(student.pk, question_count=8)

    assignment = intervention.assigned_work.assignment
    assert assignment.title == "Targeted Practice - Fractions"
    assert list(assignment.skills.all()) == [fractions]
    assert (assignment.question_count, assignment.difficulty) == (8, "easy")


def test_create_targeted_assignment_keeps_what_is_said(service, student, fractions):
    other = SkillFactory(school=student.school, name="Area")
    due_at = timezone.now() + timedelta(hours=1)

    intervention = service.create_targeted_assignment(
        student.pk,
        title="Area & Fractions",
        skill_ids=[other.pk, fractions.pk, other.pk],
        question_count=200,
        difficulty="hard",
        due_at=due_at,
    )

    assignment = intervention.assigned_work.assignment
    assert set(assignment.skills.all()) == {fractions, other}
    assert (
        assignment.title,
        assignment.question_count,
        assignment.difficulty,
        assignment.due_at,
    ) == ("Area & Fractions", 200, "hard", due_at)


def test_difficulty_is_filled_in_for_the_skills_that_are_said(service, student, fractions):
    other = SkillFactory(school=student.school, name="Area")

    intervention = service.create_targeted_assignment(student.pk, skill_ids=[other.pk])

    assert intervention.assigned_work.assignment.difficulty == "medium"
    assert intervention.assigned_work.assignment.title == "Targeted Practice - Area"


def test_without_auto_fill_nothing_is_taken_from_the_numbers(service, student, fractions):
    with pytest.raises(Invalid) as refused:
        service.create_targeted_assignment(student.pk, auto_fill=False)
    assert (refused.value.field, refused.value.message) == (
        "skill_ids",
        "Choose at least one skill.",
    )
    assert nothing_assigned()

    intervention = service.create_targeted_assignment(
        student.pk, auto_fill=False, skill_ids=[fractions.pk]
    )
    assert intervention.assigned_work.assignment.difficulty == "adaptive"


def test_nothing_to_fill_in_from_is_refused(service, student):
    LearningPathFactory(student=student, current_accuracy=0.7)

    with pytest.raises(Invalid) as refused:
        service.create_targeted_assignment(student.pk)

    assert (refused.value.field, refused.value.message) == (
        "skill_ids",
        "No skill of Sam Okafor is below 70%, so there is nothing to fill in. Choose the skills.",
    )
    assert nothing_assigned()


@pytest.mark.parametrize(
    "changes, field, message",
    [
        (
            {"colour": "red"},
            "colour",
            "An assignment has no “colour”. It has title, skill_ids, question_count, difficulty, due_at.",
        ),
        ({"skill_ids": []}, "skill_ids", "Choose at least one skill."),
        ({"skill_ids": [UNKNOWN]}, "skill_ids", "Choose skills of this school."),
        ({"skill_ids": "12"}, "skill_ids", "List the ids of the skills."),
        ({"skill_ids": [[1]]}, "skill_ids", "List the ids of the skills."),
        ({"skill_ids": 12}, "skill_ids", "List the ids of the skills."),
        ({"question_count": 0}, "question_count", "Ask at least one question."),
        ({"question_count": 201}, "question_count", "Ask at most 200 questions."),
        ({"question_count": "15"}, "question_count", "Write a whole number."),
        ({"question_count": True}, "question_count", "Write a whole number."),
        ({"difficulty": 3}, "difficulty", "Choose easy, medium, hard or adaptive."),
        ({"difficulty": "brutal"}, "difficulty", "Value 'brutal' is not a valid choice."),
        (
            {"title": "x" * 201},
            "title",
            "Ensure this value has at most 200 characters (it has 201).",
        ),
        ({"due_at": datetime(2030, 1, 1)}, "due_at", "Say in which time zone this is."),
        ({"due_at": AT_TEN}, "due_at", "Choose a time that is still to come."),
        ({"due_at": "2030-01-01"}, "due_at", "Write a date with its time."),
    ],
)
@time_machine.travel(datetime(2026, 11, 24, 16, tzinfo=UTC), tick=False)
def test_what_cannot_be_is_refused_by_field(service, student, fractions, changes, field, message):
    with pytest.raises(Invalid) as refused:
        service.create_targeted_assignment(student.pk, **changes)

    assert (refused.value.field, refused.value.message) == (field, message)
    assert nothing_assigned()


def test_skills_of_another_school_are_refused(service, student, fractions):
    with pytest.raises(Invalid) as refused:
        service.create_targeted_assignment(student.pk, skill_ids=[fractions.pk, SkillFactory().pk])

    assert refused.value.field == "skill_ids"
    assert nothing_assigned()


@pytest.mark.parametrize(
    "code, error",
    [("LE", PermissionDenied), ("AIDE", PermissionDenied), ("AD", PermissionDenied)]
    + [(code, NotFound) for code in ("TO", "TX", "ST", "GU")],
)
@pytest.mark.parametrize("changes", [{}, {"colour": "red"}])
def test_who_may_not_assign_is_told_so_before_anything_else(people, student, code, error, changes):
    """Without a struggling skill, so that the right error shows what is asked first."""
    with pytest.raises(error):
        InterventionService(getattr(people, code)).create_targeted_assignment(student.pk, **changes)


def test_mark_intervention_resolved_records_the_rating(service, student, teacher):
    intervention = InterventionFactory(student=student, teacher=teacher)

    resolved = service.mark_intervention_resolved(intervention.pk, "Went well", 4)

    assert (resolved.is_resolved, resolved.resolution_notes, resolved.effectiveness_rating) == (
        True,
        "Went well",
        4,
    )
    with pytest.raises(Conflict):
        service.mark_intervention_resolved(intervention.pk)


def test_an_intervention_of_another_class_is_as_unknown_as_none(service):
    other = InterventionFactory()

    for intervention_id in (other.pk, UNKNOWN):
        with pytest.raises(NotFound):
            service.mark_intervention_resolved(intervention_id)


@pytest.mark.parametrize("rows", [1, 3])
def test_get_intervention_history(service, student, teacher, rows, django_assert_num_queries):
    made = [
        InterventionFactory(
            student=student,
            teacher=teacher,
            created_at=datetime(2026, 11, day, 17, tzinfo=UTC),
            action_taken="Sent message: Support",
        )
        for day in range(1, rows + 1)
    ]

    # The student, the rows, their skills, letters and records, and the accuracy of today.
    with django_assert_num_queries(6):
        history = service.get_intervention_history(student.pk)

    assert [row["id"] for row in history] == [row.pk for row in reversed(made)]
    assert history[-1] == {
        "id": made[0].pk,
        "student_id": student.pk,
        "teacher_id": teacher.pk,
        "teacher": "Alice Moreno",
        "intervention_type": "message",
        "action_taken": "Sent message: Support",
        "created_at": "2026-11-01T17:00:00+00:00",
        "status": "pending",
        "state": "unread",
        "notifications": [],
        "skills": [],
        "is_resolved": False,
        "resolved_at": None,
        "resolved_by": "",
        "resolution_notes": "",
        "effectiveness_rating": None,
        "follow_up_on": None,
        "accuracy_then": None,
        "accuracy_now": {"accuracy": None, "correct": 0, "answered": 0},
        "changes": [],
    }


def test_the_history_of_a_student_without_interventions_is_empty(service, student):
    assert service.get_intervention_history(student.pk) == []


def test_get_message_templates(service, school):
    create_default_templates(school)

    templates = service.get_message_templates("struggling")

    first = MessageTemplate.objects.get(default_key="struggling_support")
    assert [template["title"] for template in templates] == [
        "Support - Struggling with Skill",
        "Meeting Offer",
        "Resource Suggestion",
    ]
    assert templates[0] == {
        "id": first.pk,
        "category": "struggling",
        "title": "Support - Struggling with Skill",
        "content": first.content,
        "variables": ["student_name", "skill_name"],
    }
    assert len(service.get_message_templates()) == 12


def test_an_unknown_category_is_refused_with_the_known_ones(service):
    with pytest.raises(Invalid) as refused:
        service.get_message_templates("lazy")

    assert (refused.value.field, refused.value.message) == (
        "category",
        "The categories are inactive, struggling, overdue, encouragement.",
    )


def test_fill_template_fills_once_and_leaves_what_is_missing(service, school):
    template = MessageTemplateFactory(school=school, content="{student_name}: {skill}, {days}")

    text = service.fill_template(template.pk, {"student_name": "{days}", "skill_name": 3})

    assert text == "{days}: 3, {days}"


def test_fill_template_of_another_school_is_refused(service):
    with pytest.raises(Invalid, match="This template is not among yours"):
        service.fill_template(MessageTemplateFactory().pk, {})


def test_create_default_templates_is_the_administrators(people, school):
    service = InterventionService(people.AD)

    assert service.create_default_templates() == {"created": 12, "total": 12}
    assert service.create_default_templates() == {"created": 0, "total": 12}
    assert set(MessageTemplate.objects.values_list("school", flat=True)) == {school.pk}


@pytest.mark.parametrize(
    "who, error",
    [("TE", PermissionDenied), ("LE", PermissionDenied), ("ST", NotFound), ("GU", NotFound)],
)
def test_others_may_not_create_the_defaults(people, who, error):
    with pytest.raises(error):
        InterventionService(getattr(people, who)).create_default_templates()

    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize("who", ["ST", "GU"])
def test_templates_do_not_exist_for_students_and_families(people, school, who):
    create_default_templates(school)
    service = InterventionService(getattr(people, who))

    with pytest.raises(NotFound):
        service.get_message_templates()
    with pytest.raises(NotFound):
        service.fill_template(MessageTemplate.objects.first().pk, {})


@pytest.mark.parametrize(
    "act",
    [
        lambda service, student_id: service.send_message(student_id, "Hello"),
        lambda service, student_id: service.notify_parent(student_id, "Hello"),
        lambda service, student_id: service.schedule_meeting([student_id], "one_on_one", AT_TEN),
        lambda service, student_id: service.get_intervention_history(student_id),
    ],
    ids=["send_message", "notify_parent", "schedule_meeting", "get_intervention_history"],
)
def test_unknown_left_and_foreign_students_are_all_not_found(service, student, school, act):
    foreign = EnrollmentFactory(classroom__school=school).student
    Enrollment.objects.filter(student=student).update(ends_on=school.today())

    for student_id in (UNKNOWN, student.pk, foreign.pk):
        with pytest.raises(NotFound):
            act(service, student_id)
    assert not Intervention.objects.exists()
