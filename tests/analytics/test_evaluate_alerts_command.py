from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from analytics.models import Alert, AlertTrigger
from tests.analytics.alerts.records import TODAY, days_ago, struggler
from tests.factories import ClassroomFactory, SchoolFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def run(*arguments):
    out = StringIO()
    call_command("evaluate_alerts", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_every_school_is_evaluated_and_counted(classroom):
    struggler(classroom)
    birch = SchoolFactory(name="Birch School")
    struggler(ClassroomFactory(school=birch))

    assert run() == [
        "Birch School, 2026-11-23: students 1, findings 1, alerts opened 1, closed 0",
        "Maple School, 2026-11-23: students 1, findings 1, alerts opened 1, closed 0",
    ]
    assert run("--school", "maple") == [
        "Maple School, 2026-11-23: students 1, findings 1, alerts opened 0, closed 0",
    ]


def test_days_past_are_evaluated_in_their_order(classroom):
    struggler(classroom)

    # The first practice was ten days ago, on the 13th.
    assert run("--school", "maple", "--days", "3", "--on", "2026-11-14") == [
        "Maple School, 2026-11-12: students 1, findings 0, alerts opened 0, closed 0",
        "Maple School, 2026-11-13: students 1, findings 1, alerts opened 1, closed 0",
        "Maple School, 2026-11-14: students 1, findings 1, alerts opened 0, closed 0",
    ]
    assert Alert.objects.get().evaluated_on == days_ago(9)
    assert AlertTrigger.objects.count() == 2


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--school", "oak"], "There is no school with the code “oak”."),
        (["--on", (TODAY + timedelta(days=1)).isoformat()], "2026-11-24 is still to come."),
        (["--on", "yesterday"], "Error: argument --on: “yesterday” is no date like 2026-03-02."),
        (["--days", "0"], "--days: at least one day."),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(classroom, arguments, message):
    with pytest.raises(CommandError) as refusal:
        run(*arguments)

    assert str(refusal.value) == message
    assert not Alert.objects.exists()
