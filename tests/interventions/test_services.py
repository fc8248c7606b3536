from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from alpha.learning.models import Enrollment
from interventions.errors import Conflict, Invalid, NotFound
from interventions.models import Intervention, Meeting, MessageTemplate, TeacherMessage
from interventions.services import InterventionService
from interventions.template_library import create_default_templates
from tests.factories import EnrollmentFactory, InterventionFactory, MessageTemplateFactory

pytestmark = pytest.mark.django_db

UNKNOWN = 987_654
AT_TEN = datetime(2026, 11, 24, 15, tzinfo=UTC)


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

    interventions = service.schedule_meeting([student.pk, other.pk], "group", AT_TEN)

    assert [intervention.student for intervention in interventions] == [student, other]
    assert Meeting.objects.count() == 2


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

    # The student, the rows, their skills.
    with django_assert_num_queries(3):
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
        "is_resolved": False,
        "resolved_at": None,
        "resolution_notes": "",
        "effectiveness_rating": None,
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
