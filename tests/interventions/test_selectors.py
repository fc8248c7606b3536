from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from interventions.models import MessageTemplate
from interventions.selectors import (
    counts_by_state,
    history,
    last_message_to,
    matching,
    of_kind,
    open_for,
    own_interventions,
    templates_for,
)
from interventions.states import states_of
from interventions.template_library import create_default_templates
from tests.factories import (
    AssignedWorkFactory,
    EnrollmentFactory,
    GuardianFactory,
    InterventionChangeFactory,
    InterventionFactory,
    MeetingFactory,
    MessageTemplateFactory,
    OutboundEmailFactory,
    ParentNotificationFactory,
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
        made = InterventionFactory(student=student, **fields)
        made.skills.add(skill)
        InterventionChangeFactory(intervention=made)
        if made.intervention_type == "parent_notification":
            ParentNotificationFactory(
                intervention=made,
                guardian=GuardianFactory(school=student.school),
                email=OutboundEmailFactory(),
            )


@pytest.mark.parametrize("times", [1, 3])
def test_history_asks_the_same_however_long_it_is(student, times, django_assert_num_queries):
    for _ in range(times):
        intervene_in_every_way(student)

    # The rows with what they made, their skills, letters and records.
    with django_assert_num_queries(4):
        shown = [
            (
                row.teacher.display_name,
                row.student.school.name,
                row.message and row.message.template.title,
                row.assigned_work and row.assigned_work.assignment.title,
                row.meeting and row.meeting.location,
                [skill.name for skill in row.skills.all()],
                [(letter.guardian, letter.email) for letter in row.parent_notifications.all()],
                [line.by.display_name for line in row.changes.all()],
                states_of(row),
            )
            for row in history(student)
        ]

    assert len(shown) == 4 * times


def test_open_is_what_nobody_has_resolved_yet_whoever_began_it(student):
    mine = intervene(student, 3)
    intervene(student, 2, is_resolved=True, resolved_at=timezone.now())
    colleagues = intervene(student, 1)

    assert list(open_for(student)) == [colleagues, mine]


def meeting(student, status, **fields):
    return intervene(
        student,
        1,
        intervention_type="meeting",
        message=None,
        meeting=MeetingFactory(student=student, status=status),
        **fields,
    )


RESOLVED = {"is_resolved": True, "resolved_at": NOW}


def test_a_status_is_pending_completed_or_resolved(student):
    rows = {
        "pending": [
            intervene(student, 1),
            meeting(student, "scheduled"),
            meeting(student, "cancelled"),
        ],
        # A meeting that was held, until somebody says what came of it.
        "completed": [meeting(student, "completed")],
        "resolved": [intervene(student, 1, **RESOLVED), meeting(student, "completed", **RESOLVED)],
    }
    everything = history(student)

    for status, expected in rows.items():
        assert set(of_kind(everything, status=status)) == set(expected)
        assert {row.status for row in expected} == {status}
    assert of_kind(everything).count() == 6


def test_a_type_and_a_person_narrow_it(student, people):
    mine = intervene(student, 1, teacher=people.TE)
    theirs = meeting(student, "completed", teacher=people.CO)

    assert list(of_kind(history(student), kind="meeting")) == [theirs]
    assert list(of_kind(history(student), by=people.TE)) == [mine]
    assert not of_kind(history(student), kind="meeting", by=people.TE).exists()


def test_ones_own_are_on_students_one_still_sees(student, people, classroom):
    mine = intervene(student, 1, teacher=people.TE)
    intervene(student, 1, teacher=people.CO)
    left = EnrollmentFactory(classroom=classroom, ends_on=NOW.date()).student
    intervene(left, 1, teacher=people.TE)

    assert list(own_interventions(people.TE)) == [mine]


def test_administrators_have_none(student, people):
    intervene(student, 1, teacher=people.AD)

    assert not own_interventions(people.AD).exists()


@pytest.mark.parametrize(
    "words, found",
    [
        ("sam", True),
        ("OKAFOR fractions", True),
        ("tiles", True),
        ("support", True),
        ("sam division", False),
        ("%", False),
        ("", True),
    ],
)
def test_every_word_has_to_be_found_somewhere(student, teacher, words, found):
    row = intervene(
        student,
        1,
        message__message="Let's practice fractions",
        action_taken="Sent message: Support",
        resolution_notes="Used tiles.",
        **RESOLVED,
    )

    assert list(matching(history(student), words)) == ([row] if found else [])


def test_due_for_review_are_open_ones_whose_day_has_come(student):
    today = NOW.date()
    for days in (-3, 0, 1):
        intervene(student, 20, follow_up_on=today + timedelta(days=days))
    intervene(student, 20)
    intervene(student, 20, follow_up_on=today, **RESOLVED)

    assert counts_by_state(history(student), today) == {
        "open": 4,
        "due": 2,
        "answered": 0,
        "closed": 1,
    }
    assert history(student).due_for_review(today).count() == 2


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
