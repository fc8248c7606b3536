from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from interventions.models import MessageTemplate
from interventions.selectors import history, last_message_to, open_for, templates_for
from interventions.template_library import create_default_templates
from tests.factories import (
    AssignedWorkFactory,
    InterventionFactory,
    MeetingFactory,
    MessageTemplateFactory,
    SkillFactory,
    StudentFactory,
    TeacherMessageFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


def intervene(student, days_ago, **fields):
    return InterventionFactory(student=student, created_at=NOW - timedelta(days=days_ago), **fields)


def test_history_is_the_students_own_newest_first(student):
    old, new, middle = (intervene(student, days) for days in (9, 1, 5))
    InterventionFactory(student=StudentFactory(school=student.school))

    assert list(history(student)) == [new, middle, old]


def test_of_one_moment_the_later_row_comes_first(student):
    first, second = intervene(student, 1), intervene(student, 1)

    assert list(history(student)) == [second, first]


def intervene_in_every_way(student):
    skill = SkillFactory(school=student.school)
    for fields in (
        {"message__template": MessageTemplateFactory(school=student.school)},
        {
            "intervention_type": "assignment",
            "assigned_work": AssignedWorkFactory(student=student),
        },
        {"intervention_type": "meeting", "meeting": MeetingFactory(student=student)},
        {"intervention_type": "parent_notification"},
    ):
        InterventionFactory(student=student, **fields).skills.add(skill)


@pytest.mark.parametrize("times", [1, 3])
def test_history_asks_the_same_however_long_it_is(student, times, django_assert_num_queries):
    for _ in range(times):
        intervene_in_every_way(student)

    # The rows with what they made, and their skills.
    with django_assert_num_queries(2):
        shown = [
            (
                row.teacher.display_name,
                row.message and row.message.template.title,
                row.assigned_work and row.assigned_work.assignment.title,
                row.meeting and row.meeting.location,
                [skill.name for skill in row.skills.all()],
            )
            for row in history(student)
        ]

    assert len(shown) == 4 * times


def test_open_is_what_nobody_has_resolved_yet_whoever_began_it(student):
    mine = intervene(student, 3)
    intervene(student, 2, is_resolved=True, resolved_at=timezone.now())
    colleagues = intervene(student, 1)

    assert list(open_for(student)) == [colleagues, mine]


def test_templates_come_in_the_order_of_the_categories(school, teacher):
    MessageTemplateFactory(school=school, category="encouragement", title="First made")
    create_default_templates(school)

    titles = [template.title for template in templates_for(teacher)]

    assert titles[:3] == ["Check In", "Encouragement", "Class Update"]
    assert titles[3:6] == [
        "Support - Struggling with Skill",
        "Meeting Offer",
        "Resource Suggestion",
    ]
    assert titles[9:] == ["First made", "Praise", "Celebrate", "Streak"]


def test_templates_of_one_category(school, teacher):
    create_default_templates(school)

    assert [template.title for template in templates_for(teacher, "overdue")] == [
        "Reminder",
        "Check",
        "Follow Up",
    ]


def test_templates_are_those_shared_and_ones_own(people, school):
    shared = MessageTemplateFactory(school=school)
    everywhere = MessageTemplateFactory(school=None)
    own = MessageTemplateFactory(school=school, owner=people.TE)
    MessageTemplateFactory(school=school, owner=people.CO)
    MessageTemplateFactory(school=school, is_active=False)
    MessageTemplateFactory(school=people.TX.school)

    assert set(templates_for(people.TE)) == {shared, everywhere, own}
    assert MessageTemplate.objects.count() == 6


def test_a_person_without_a_school_has_the_templates_of_no_school(teacher, school):
    MessageTemplateFactory(school=school)
    everywhere = MessageTemplateFactory(school=None)
    teacher.school = None

    assert list(templates_for(teacher)) == [everywhere]


def test_the_last_message_is_the_last_one_released(student):
    now = timezone.now()
    for hours in (-48, -24, 1):
        TeacherMessageFactory(
            student=student, message=f"{hours}", sent_at=now + timedelta(hours=hours)
        )
    TeacherMessageFactory(message="To somebody else")

    assert last_message_to(student).message == "-24"
