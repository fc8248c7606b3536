"""How a class wants its alerts: saving, trying out, and what became of those it had."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from analytics.models import ClassroomRules
from tests.analytics.alerts.records import struggler
from tests.factories import AlertFactory, ClassroomRulesFactory
from tests.interventions.deeds import HTMX, words_of

pytestmark = pytest.mark.usefixtures("monday")

SWITCHES = {
    f"is_{name}_on": "on"
    for name in ("inactivity", "struggling", "decline", "wheel_spinning", "overdue", "good_news")
}
PIECE = {**HTMX, "HX-Target": "previews"}


@pytest.fixture
def address(classroom):
    return reverse("analytics:class_rules", args=[classroom.pk])


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def typed(**changes):
    return {"idempotency_key": str(uuid4())} | SWITCHES | changes


def flagged(response):
    return {row.group.name: (row.flagged, row.of) for row in response.context["rows"]}


def test_the_page_says_what_each_rule_finds_today(signed_in, address, classroom):
    struggler(classroom)

    response = signed_in.get(address)

    assert flagged(response)["Struggling"] == (1, 1)
    assert "Would flag <strong>1 of 1</strong> today" in words_of(response)
    assert 'placeholder="70"' in response.text


def test_saving_keeps_shares_and_days(signed_in, address, classroom, teacher):
    sent = typed(struggling_below="55", inactive_school_days="8", decline_change="20")
    del sent["is_good_news_on"]

    response = signed_in.post(address, sent)

    rules = ClassroomRules.objects.get()
    assert (rules.struggling_below, rules.inactive_school_days) == (0.55, 8)
    assert (rules.decline_change, rules.minimum_answers) == (0.2, None)
    assert (rules.is_good_news_on, rules.is_struggling_on) == (False, True)
    assert rules.updated_by == teacher
    page = signed_in.get(response.url)
    assert "The new limits hold from the next look at the class" in page.text
    assert page.context["form"]["struggling_below"].value() == 55
    assert page.context["form"]["decline_change"].value() == 20


def test_what_was_set_can_be_given_back_to_the_school(signed_in, address, classroom):
    ClassroomRulesFactory(classroom=classroom, struggling_below=0.5)

    signed_in.post(address, typed())

    assert ClassroomRules.objects.get().struggling_below is None


def test_trying_out_writes_nothing_and_brings_the_numbers_alone(signed_in, address, classroom):
    struggler(classroom)

    response = signed_in.post(
        address, typed(preview="limits", struggling_below="20"), headers=PIECE
    )

    assert flagged(response)["Struggling"] == (0, 1)
    assert '<p class="rule-preview" id="preview-is_struggling_on"' in response.text
    assert 'hx-swap-oob="true"' in response.text
    assert "<html" not in response.text
    assert not ClassroomRules.objects.exists()


def test_trying_out_without_scripts_shows_the_page_as_it_was_typed(signed_in, address, classroom):
    struggler(classroom)

    response = signed_in.post(address, typed(preview="limits", struggling_below="20"))

    assert flagged(response)["Struggling"] == (0, 1)
    assert response.context["form"]["struggling_below"].value() == "20"


def test_a_rule_switched_off_says_so(signed_in, address, classroom):
    ClassroomRulesFactory(classroom=classroom, is_struggling_on=False)

    assert "Switched off." in signed_in.get(address).text


@pytest.mark.parametrize(
    "field, value, said",
    [
        ("inactive_school_days", "1", "Choose 2 to 40 school days."),
        ("struggling_below", "96", "Choose 5 to 95 percent."),
        ("struggling_certainty", "x", "Choose 60 to 99 percent."),
        ("minimum_answers", "9", "Choose 10 to 500 answers."),
        ("decline_change", "7", "Choose 8 to 60 points."),
        ("stuck_answers", "101", "Choose 5 to 100 answers."),
        ("stuck_below", "76", "Choose 5 to 75 percent."),
        ("overdue_school_days", "0", "Choose 1 to 20 school days."),
        ("streak_days", "2", "Choose 3 to 60 school days."),
    ],
)
def test_what_a_limit_cannot_be_is_said_beside_it(signed_in, address, field, value, said):
    response = signed_in.post(address, typed(**{field: value}))

    assert said in response.text
    assert not ClassroomRules.objects.exists()


def test_dismissals_are_counted_for_each_rule(signed_in, address, classroom, student):
    at = datetime(2026, 11, 20, 15, tzinfo=UTC)
    closed = {"status": "dismissed", "close_reason": "absent", "closed_at": at}
    for number in range(8):
        how = closed if number < 6 else {}
        AlertFactory(student=student, classroom=classroom, opened_at=at, kind="inactivity", **how)

    words = words_of(signed_in.get(address))

    assert "You dismissed 6 of 8 in 90 days; <strong>raise the limit?</strong>" in words


def test_a_second_click_saves_once(signed_in, address):
    sent = typed(streak_days="5")

    first, second = (signed_in.post(address, sent) for _ in range(2))

    assert first.url == second.url
    assert ClassroomRules.objects.count() == 1


def test_saving_from_an_open_page_leads_to_the_page(signed_in, address):
    assert signed_in.post(address, typed(), headers=HTMX)["HX-Redirect"] == address


def test_an_aide_reads_and_changes_nothing(client, people, address):
    client.force_login(people.AIDE)

    page = client.get(address)

    assert "The teachers of the class can change it." in page.text
    assert ">Save</button>" not in page.text
    assert client.post(address, typed()).status_code == 403


@pytest.mark.parametrize("students", [1, 3])
def test_number_of_queries(students, signed_in, address, classroom, django_assert_max_num_queries):
    for number in range(students):
        struggler(classroom, f"S{number}")

    with django_assert_max_num_queries(14):
        signed_in.get(address)
