"""The page of what is due, its cards alone, going on, goals, and doing something else instead."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from interventions.models import Intervention
from interventions.tracking import resolve
from tests.factories import AssignedWorkFactory, SkillFactory
from tests.interventions.deeds import HTMX, words_of
from tests.interventions.weeks import classmate, helped, practiced

pytestmark = pytest.mark.django_db

# A Monday.
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
TODAY = date(2026, 11, 23)
AGO = 30
ON = TODAY - timedelta(days=AGO)
ADDRESS = "/interventions/follow-ups/"
FOLLOW_UPS_QUERIES = 16
DIALOG = HTMX | {"HX-Target": "modal"}
BODY = HTMX | {"HX-Target": "modal-body"}
RANGE = "Write the goal as a whole number from 1 to 100."
CLOSED = "Saturday, December 5, is no school day. The next one is Monday, December 7"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


@pytest.fixture
def due(student, teacher):
    return helped(student, teacher, AGO, follow_up_on=TODAY)


def address_of(row, name, **query):
    return reverse(f"interventions:{name}", args=[row.pk], query=query or None)


def posted(**fields):
    return {"idempotency_key": str(uuid4())} | fields


def test_a_card_shows_the_evidence_and_three_ways_to_go_on(signed_in, student, teacher, classroom):
    practiced(student, ON - timedelta(days=30), 13, 25)
    practiced(student, ON + timedelta(days=7), 19, 30)
    for _ in range(3):
        classmate(classroom, ON, (10, 20), (11, 20))
    work = AssignedWorkFactory(student=student, questions_correct=2, questions_answered=3)
    row = helped(
        student,
        teacher,
        AGO,
        follow_up_on=TODAY,
        intervention_type="assignment",
        message=None,
        assigned_work=work,
        goal_percent=80,
        goal_on=TODAY,
    )

    words = words_of(signed_in.get(ADDRESS))

    for part in (
        "<h1>Follow-ups</h1>",
        "Sam Okafor</a>",
        "Before 52% (13 of 25), after 63% (19 of 30); 3 classmates in the same weeks +5 points.",
        "includes natural rebound</span>",
        "The work itself: 3 of 15 questions answered, 2 right (67%). The plan has not been tried in full yet.",
        "Goal: 80% by today",
        "Too early to say",
        "1 of 6 weeks with practice so far.",
        address_of(row, "resolve"),
        address_of(row, "continue_help"),
        f"?instead_of={row.pk}",
    ):
        assert part in words


def test_only_what_is_due_and_ones_own_is_listed(signed_in, student, people, due):
    helped(student, people.TE, 3, follow_up_on=TODAY + timedelta(days=1))
    helped(student, people.CO, AGO, follow_up_on=TODAY)
    resolve(helped(student, people.TE, AGO, follow_up_on=TODAY), by=people.TE)

    response = signed_in.get(ADDRESS)

    assert [card.intervention for card in response.context["cards"]] == [due]
    assert "Needs more practice" not in response.text
    assert "Too little practice before it to compare with: 0 of 20 answers." in response.text


def test_the_cards_come_alone_for_another_page(signed_in, due):
    response = signed_in.get(ADDRESS, headers=HTMX)

    assert response.text.strip().startswith('<section id="follow-ups"')
    assert "<h1>" not in response.text
    assert "HX-Request" in response.headers["Vary"]


def test_another_page_gets_the_first_three_and_the_way_to_all(signed_in, student, teacher):
    for _ in range(4):
        helped(student, teacher, AGO, follow_up_on=TODAY)

    response = signed_in.get(ADDRESS, {"brief": ""}, headers=HTMX)

    assert len(response.context["cards"]) == 3
    assert 'hx-get="/interventions/follow-ups/?brief="' in response.text
    assert "All 4 follow-ups" in words_of(response)


def test_nothing_due_says_so(signed_in):
    assert "No follow-up is due" in signed_in.get(ADDRESS).text


@pytest.mark.parametrize("days, is_told", [(14, False), (15, True), (29, True), (30, False)])
def test_two_weeks_after_it_was_resolved_the_gain_is_told(
    signed_in, student, teacher, days, is_told
):
    began = days + 20
    on = TODAY - timedelta(days=began)
    practiced(student, on - timedelta(days=30), 10, 20)
    practiced(student, on + timedelta(days=7), 14, 20)
    practiced(student, TODAY - timedelta(days=days - 5), 32, 50)
    row = helped(student, teacher, began)
    resolve(row, by=teacher, effectiveness_rating=4, at=NOON - timedelta(days=days))

    words = words_of(signed_in.get(ADDRESS))

    assert ("The gain held: 64%, 32 of 50." in words) == is_told
    assert ("Rated 4 of 5: effective" in words) == is_told


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_cards(
    signed_in, student, teacher, count, django_assert_num_queries
):
    skills = SkillFactory.create_batch(count, school=student.school)
    for _ in range(count):
        helped(student, teacher, AGO, skills=skills, follow_up_on=TODAY)
        closed = helped(student, teacher, AGO + 20)
        resolve(closed, by=teacher, at=NOON - timedelta(days=20))

    with django_assert_num_queries(FOLLOW_UPS_QUERIES):
        signed_in.get(ADDRESS)


# Going on


def test_going_on_asks_for_a_day_two_weeks_ahead(signed_in, due):
    words = words_of(signed_in.get(address_of(due, "continue_help")))

    assert '<h1 id="modal-title">Continue</h1>' in words
    assert 'value="2026-12-07"' in words


def test_going_on_moves_the_review_and_keeps_the_words(signed_in, due):
    address = address_of(due, "continue_help", **{"from": "follow-ups"})
    body = posted(review_on="2026-12-07", notes="One more unit.")

    response = signed_in.post(address, body, follow=True)
    again = signed_in.post(address, body)

    assert response.redirect_chain == [(ADDRESS, 302)]
    assert again.status_code == 302
    due.refresh_from_db()
    assert due.follow_up_on == date(2026, 12, 7)
    assert due.changes.count() == 1
    words = words_of(signed_in.get(address_of(due, "intervention")))
    assert "<strong>Continued</strong>" in words
    assert "Look again Dec 7, 2026" in words
    assert "One more unit." in words


def test_going_on_in_the_dialog_tells_the_lists(signed_in, due):
    response = signed_in.post(
        address_of(due, "continue_help"), posted(review_on="2026-12-07"), headers=BODY
    )

    assert response.headers["HX-Trigger"] == '{"interventionChanged": {}}'
    assert "Going on as before" in response.text


@pytest.mark.parametrize(
    "day, message",
    [
        ("", "Choose the day to look again."),
        ("soon", "Write the date as year, month and day: 2026-03-06."),
        ("2026-11-20", "This day has passed or is today. Choose a later one."),
        ("2028-01-03", "Choose a day within the next twelve months."),
        ("2026-12-05", CLOSED),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_what_was_typed_comes_back(
    signed_in, due, day, message
):
    response = signed_in.post(
        address_of(due, "continue_help"), posted(review_on=day, notes="Mine"), headers=BODY
    )

    assert response.status_code == 422
    assert message in response.text
    assert "Mine" in response.text
    due.refresh_from_db()
    assert due.follow_up_on == TODAY


def test_after_a_day_without_school_the_next_stands_in_the_field(signed_in, due):
    address = address_of(due, "continue_help")

    response = signed_in.post(address, posted(review_on="2026-12-05"))

    assert response.status_code == 200
    assert 'value="2026-12-07"' in response.text


def test_what_is_resolved_shows_how_it_stands_instead(signed_in, due, teacher):
    resolve(due, by=teacher)

    for name in ("continue_help", "goal"):
        assert "Already resolved" in signed_in.get(address_of(due, name)).text
        body = posted(review_on="2026-12-07", goal_percent="80")
        assert signed_in.post(address_of(due, name), body).status_code == 409


# Goals


def test_a_goal_is_set_on_the_page_of_the_intervention(signed_in, due, student):
    practiced(student, ON - timedelta(days=30), 13, 25)
    row = helped(student, due.teacher, AGO, follow_up_on=TODAY)
    assert "Set a goal" in signed_in.get(address_of(row, "intervention")).text

    response = signed_in.post(
        address_of(row, "goal", **{"from": "intervention"}),
        posted(goal_percent="80 %", review_on="2026-12-07"),
        follow=True,
    )

    words = words_of(response)
    assert "Goal: 80% by Dec 7" in words
    assert "Change the goal" in words
    assert "Aim: from 52% to 80%" in words
    assert '<th scope="col" class="num">Aim</th>' in words


def test_another_percent_keeps_the_day_of_the_goal(signed_in, due):
    signed_in.post(address_of(due, "goal"), posted(goal_percent="80", review_on="2026-12-21"))
    signed_in.post(address_of(due, "continue_help"), posted(review_on="2026-12-07"))
    form = words_of(signed_in.get(address_of(due, "goal")))
    assert 'value="2026-12-21"' in form

    signed_in.post(address_of(due, "goal"), posted(goal_percent="85", review_on="2026-12-21"))

    due.refresh_from_db()
    assert (due.goal_percent, due.goal_on) == (85, date(2026, 12, 21))
    assert due.follow_up_on == date(2026, 12, 7)


def test_a_goal_may_keep_a_review_that_is_due(signed_in, due):
    form = words_of(signed_in.get(address_of(due, "goal")))
    assert 'value="2026-11-23"' in form

    signed_in.post(address_of(due, "goal"), posted(goal_percent="80", review_on="2026-11-23"))

    due.refresh_from_db()
    assert (due.goal_percent, due.goal_on) == (80, TODAY)


@pytest.mark.parametrize("typed", ["0", "101", "abc", "74.5", "-3"])
def test_a_goal_that_cannot_be_is_refused_beside_its_field(signed_in, due, typed):
    response = signed_in.post(address_of(due, "goal"), posted(goal_percent=typed), headers=BODY)

    assert response.status_code == 422
    assert RANGE in response.text
    assert f'value="{typed}"' in response.text
    due.refresh_from_db()
    assert due.goal_percent is None


def test_the_changed_part_of_the_page_is_fetched_alone(signed_in, due):
    response = signed_in.get(
        address_of(due, "intervention"), headers=HTMX | {"HX-Target": "measured"}
    )

    assert response.text.strip().startswith("<section")
    assert "What changed" in response.text
    assert "What came of it" not in response.text


# Beside an action


def take_action(student, **query):
    return reverse("interventions:take_action", args=[student.pk], query=query or None)


def message(**fields):
    return posted(category="encouragement", message="Hi Sam, well done today.") | fields


def newest(student):
    return Intervention.objects.filter(student=student).order_by("-id")[0]


@pytest.mark.parametrize("kind", ["message", "assignment", "meeting", "parent"])
def test_every_kind_of_action_offers_a_goal_folded_away(signed_in, student, kind):
    words = words_of(signed_in.get(take_action(student, action=kind)))

    assert '<details class="more goal-part" > <summary>Goal</summary>' in words
    assert 'name="goal_percent"' in words


def test_a_goal_and_a_day_are_kept_with_the_action(signed_in, student):
    body = message(goal_percent="75", review_on="2026-12-21")

    assert signed_in.post(take_action(student), body).status_code == 302

    made = newest(student)
    assert (made.goal_percent, made.goal_on, made.follow_up_on) == (
        75,
        date(2026, 12, 21),
        date(2026, 12, 21),
    )


def test_a_goal_alone_is_to_be_reached_by_the_usual_review(signed_in, student):
    signed_in.post(take_action(student), message(goal_percent="75"))

    made = newest(student)
    assert (made.goal_percent, made.goal_on) == (75, made.follow_up_on)


def test_a_group_meeting_gives_everybody_the_goal(signed_in, people, student):
    body = posted(
        meeting_type="group",
        students=people.ST2.student.pk,
        date="2026-11-24",
        time="10:00",
        duration_minutes="30",
        goal_percent="75",
    )

    signed_in.post(take_action(student, action="meeting"), body)

    assert list(Intervention.objects.values_list("goal_percent", flat=True)) == [75, 75]


@pytest.mark.parametrize(
    "fields, message_said",
    [
        ({"goal_percent": "0"}, RANGE),
        ({"goal_percent": "101"}, RANGE),
        ({"goal_percent": "abc"}, RANGE),
        ({"review_on": "2026-11-20"}, "This day has passed or is today. Choose a later one."),
        ({"review_on": "2026-12-05"}, CLOSED),
    ],
)
def test_a_goal_that_cannot_be_sends_nothing_and_loses_nothing(
    signed_in, student, fields, message_said
):
    response = signed_in.post(take_action(student), message(**fields), headers=BODY)

    assert response.status_code == 422
    assert message_said in response.text
    assert 'class="more goal-part" open>' in words_of(response)
    assert "Hi Sam, well done today." in response.text
    assert not Intervention.objects.exists()


def test_a_preview_without_scripts_keeps_the_goal(signed_in, student):
    response = signed_in.post(take_action(student), message(preview="text", goal_percent="75"))

    assert 'value="75"' in response.text
    assert 'class="more goal-part" open>' in words_of(response)


def test_something_else_instead_shows_the_earlier_help_and_links_it(signed_in, student, due):
    address = take_action(student, instead_of=due.pk)

    words = words_of(signed_in.get(address, headers=DIALOG))
    response = signed_in.post(take_action(student), message(instead_of=due.pk), follow=True)

    assert "<p>Instead of</p>" in words
    assert f"?action=meeting&amp;instead_of={due.pk}" in words
    assert f'name="instead_of" value="{due.pk}"' in words
    assert response.status_code == 200
    made = newest(student)
    assert made.instead_of == due
    due.refresh_from_db()
    assert due.follow_up_on is None
    assert "<strong>Changed to something else</strong>" in words_of(response)
    page = words_of(signed_in.get(address_of(made, "intervention")))
    assert f'It took the place of <a href="{address_of(due, "intervention")}">' in page


@pytest.mark.parametrize("named", ["987654", "abc", "99999999999999999999"])
def test_help_that_is_not_there_cannot_be_changed(signed_in, student, named):
    assert "Instead of" not in signed_in.get(take_action(student, instead_of=named)).text

    response = signed_in.post(take_action(student), message(instead_of=named), headers=BODY)

    assert response.status_code == 422
    assert not Intervention.objects.exists()


def test_taking_the_message_back_gives_the_earlier_help_its_review_again(
    signed_in, student, due, settings
):
    settings.MESSAGE_UNDO_SECONDS = 10
    body = message(instead_of=due.pk, goal_percent="75", review_on="2026-12-21")
    signed_in.post(take_action(student), body)
    sent = newest(student).message

    response = signed_in.post(
        reverse("interventions:undo_message", args=[sent.pk]), posted(), headers=BODY
    )

    due.refresh_from_db()
    assert due.follow_up_on == TODAY
    assert due.changes.last().notes == "What had taken its place was taken back."
    words = words_of(response)
    assert "<p>Instead of</p>" in words
    for typed in ('value="75"', 'value="2026-12-21"', f'name="instead_of" value="{due.pk}"'):
        assert typed in words


# Resolving


def test_stars_come_first_and_the_change_stands_beside_them(signed_in, student, teacher):
    practiced(student, ON - timedelta(days=30), 13, 25)
    practiced(student, ON + timedelta(days=7), 19, 30)
    row = helped(student, teacher, AGO)

    asked = signed_in.get(address_of(row, "resolve"), headers=DIALOG).text
    answered = words_of(
        signed_in.post(
            address_of(row, "resolve"),
            posted(resolution_notes="", effectiveness_rating="4"),
            headers=BODY,
        )
    )

    assert "63%" not in asked
    assert "Rated 4 of 5: effective" in answered
    assert "Before 52% (13 of 25), after 63% (19 of 30)." in answered
    history = words_of(signed_in.get(reverse("interventions:history", args=[student.pk])))
    assert "Before 52% (13 of 25), after 63% (19 of 30)." in history
