from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from interventions.models import Intervention
from interventions.templatetags.history_words import DEEDS, days_ago, told_to
from tests.factories import InterventionFactory


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
    assert set(DEEDS) == set(Intervention.InterventionType)
