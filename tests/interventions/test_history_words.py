from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from interventions.baseline import Tally
from interventions.models import Intervention
from interventions.templatetags.history_words import (
    DEEDS,
    TITLES,
    days_ago,
    earlier_changes,
    effect_word,
    title_of,
    told_to,
    with_n,
)
from interventions.tracking import reopen, resolve
from tests.factories import (
    AssignedWorkFactory,
    InterventionFactory,
    MeetingFactory,
    MessageTemplateFactory,
)


@pytest.mark.parametrize(
    "moment, words",
    [
        (None, "never"),
        (date(2026, 3, 4), "today"),
        (date(2026, 3, 3), "yesterday"),
        (date(2026, 2, 24), "8 days ago"),
        # 23:30 the evening before in New York, though the same date in UTC.
        (datetime(2026, 3, 4, 4, 30, tzinfo=UTC), "yesterday"),
        (datetime(2026, 3, 5, 1, 0, tzinfo=UTC), "today"),
    ],
)
@time_machine.travel(datetime(2026, 3, 4, 20, 0, tzinfo=UTC), tick=False)
def test_days_are_those_of_the_school(moment, words):
    with timezone.override("America/New_York"):
        assert days_ago(moment) == words


def test_the_reader_is_told_her_own_deeds_as_hers(teacher, student):
    mine = InterventionFactory(student=student, teacher=teacher)

    assert told_to(mine, teacher) == "You sent a message today"
    assert told_to(mine, student.user) == "Alice Moreno sent a message today"


def test_a_message_that_has_not_left_was_not_sent(teacher, student):
    later = timezone.now() + timedelta(days=1)
    written = InterventionFactory(student=student, teacher=teacher, message__sent_at=later)

    assert told_to(written, teacher) == "You wrote a message today"
    with time_machine.travel(later, tick=False):
        assert told_to(written, teacher) == "You sent a message yesterday"


def test_every_kind_of_intervention_has_its_words():
    assert set(DEEDS) == set(TITLES) == set(Intervention.InterventionType)


def test_titles_name_the_thing(student):
    template = MessageTemplateFactory(school=student.school, title="Check In")
    work = AssignedWorkFactory(student=student, assignment__title="Targeted Practice - Fractions")
    meeting = MeetingFactory(student=student, meeting_type="parent_conference")

    titles = [
        title_of(InterventionFactory(student=student, **fields))
        for fields in (
            {},
            {"message__template": template},
            {"intervention_type": "assignment", "assigned_work": work},
            {"intervention_type": "meeting", "meeting": meeting},
            {"intervention_type": "parent_notification"},
        )
    ]

    assert titles == [
        "Message sent",
        "Message sent: Check In",
        "Targeted assignment created: Targeted Practice - Fractions",
        "Meeting scheduled: Parent conference",
        "Parent notification",
    ]


@pytest.mark.parametrize(
    "tally, words",
    [
        (None, "no data"),
        (Tally(0, 0, 0), "no data"),
        (Tally(0, 4, 1), "0% (0 of 4)"),
        (Tally(99, 180, 9), "55% (99 of 180)"),
    ],
)
def test_an_accuracy_stands_with_its_answers(tally, words):
    assert with_n(tally) == words


def test_stars_have_words():
    assert [effect_word(stars) for stars in range(1, 6)] == [
        "no effect",
        "little effect",
        "some effect",
        "effective",
        "very effective",
    ]


def test_earlier_changes_leave_out_the_resolution_of_the_row(student, teacher):
    made = InterventionFactory(student=student, teacher=teacher)
    resolve(made, by=teacher)
    assert earlier_changes(made) == []

    reopen(made, by=teacher)
    assert [change.kind for change in earlier_changes(made)] == ["resolved", "reopened"]

    resolve(made, by=teacher)
    assert [change.kind for change in earlier_changes(made)] == ["resolved", "reopened"]
