from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from interventions.actions.message import send_message
from interventions.actions.parent_notice import notify_parent
from interventions.records import records_of
from interventions.selectors import history
from interventions.tracking import reopen, resolve
from tests.factories import (
    GuardianFactory,
    GuardianshipFactory,
    LearningPathFactory,
    PracticeSessionFactory,
    SkillFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def practice(student, skill, days_ago, correct, answered):
    PracticeSessionFactory(
        student=student,
        skill=skill,
        school_day=date(2026, 11, 23) - timedelta(days=days_ago),
        questions_correct=correct,
        questions_answered=answered,
    )


def test_accuracy_then_and_now_is_the_same_figure_of_two_days(student, teacher):
    skill = SkillFactory(school=student.school, name="Fractions")
    LearningPathFactory(student=student, skill=skill)
    # A week ago 99 of 180; since then 40 of 60 have come and 22 of 60 have gone: 117 of 180.
    practice(student, skill, 36, 22, 60)
    practice(student, skill, 8, 77, 120)
    practice(student, skill, 1, 40, 60)
    send_message(student, by=teacher, message="Fractions is next.", at=NOW - timedelta(days=7))

    (row,) = records_of(student, history(student))

    assert row.skills == ["Fractions"]
    assert asdict(row.accuracy_then) == {"accuracy": 0.55, "correct": 99, "answered": 180}
    assert asdict(row.accuracy_now) == {"accuracy": 0.65, "correct": 117, "answered": 180}


def test_a_review_is_set_two_weeks_ahead(student, teacher):
    send_message(student, by=teacher, message="Hello.")

    assert [row.follow_up_on for row in records_of(student, history(student))] == ["2026-12-07"]


def test_a_review_falls_on_a_school_day(student, teacher):
    # Two weeks after a Saturday in New York, early on Sunday by UTC, is a Saturday.
    send_message(
        student, by=teacher, message="Hello.", at=datetime(2026, 11, 15, 4, 30, tzinfo=UTC)
    )

    assert [row.follow_up_on for row in records_of(student, history(student))] == ["2026-11-30"]


def test_the_record_tells_what_became_of_it(student, people):
    sent = send_message(student, by=people.TE, message="Hello.")
    resolve(sent, by=people.CO, resolution_notes="Better", effectiveness_rating=4, at=NOW)
    reopen(sent, by=people.TE, notes="It slipped", at=NOW + timedelta(days=1))

    (row,) = records_of(student, history(student))

    assert (row.status, row.is_resolved, row.resolved_by, row.resolution_notes) == (
        "pending",
        False,
        "",
        "",
    )
    assert [asdict(line) for line in row.changes] == [
        {
            "kind": "resolved",
            "at": "2026-11-23T17:00:00+00:00",
            "by": people.CO.display_name,
            "notes": "Better",
            "effectiveness_rating": 4,
        },
        {
            "kind": "reopened",
            "at": "2026-11-24T17:00:00+00:00",
            "by": people.TE.display_name,
            "notes": "It slipped",
            "effectiveness_rating": None,
        },
    ]


def test_letters_are_told_for_each_guardian(student, teacher):
    for name, email in [("Amina", "amina@example.org"), ("Yusuf", "")]:
        guardian = GuardianFactory(school=student.school, name=name, email=email)
        GuardianshipFactory(student=student, guardian=guardian)
    notify_parent(student, by=teacher, message="A good week.")

    (row,) = records_of(student, history(student))

    assert row.state == "no_address"
    assert [asdict(letter) for letter in row.notifications] == [
        {"guardian": "Amina", "state": "queued"},
        {"guardian": "Yusuf", "state": "no_address"},
    ]
