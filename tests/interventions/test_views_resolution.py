import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from alpha.accounts.idempotency import KEY_REUSED
from alpha.accounts.models import IdempotencyKey
from alpha.learning.models import Enrollment
from analytics.alerts import dismiss
from interventions.models import Intervention, InterventionChange
from interventions.tracking import resolve
from tests.factories import AlertFactory, InterventionFactory, PracticeSessionFactory
from tests.interventions.deeds import HTMX, words_of

DIALOG = HTMX | {"HX-Target": "modal"}
BODY = HTMX | {"HX-Target": "modal-body"}
NOTES = "Accuracy increased from 55% to 65%. Will continue monitoring."


@pytest.fixture
def made(student, teacher):
    return InterventionFactory(student=student, teacher=teacher)


@pytest.fixture
def closed(made, people):
    return resolve(made, by=people.CO, resolution_notes="First words", effectiveness_rating=5)


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def address_of(intervention, name="resolve", **query):
    return reverse(f"interventions:{name}", args=[intervention.pk], query=query or None)


def posted(**changes):
    return {
        "idempotency_key": str(uuid4()),
        "resolution_notes": NOTES,
        "effectiveness_rating": "4",
    } | changes


def outcome(intervention):
    row = Intervention.objects.get(pk=intervention.pk)
    return row.is_resolved, row.resolution_notes, row.effectiveness_rating


def test_the_form_asks_for_notes_and_stars_in_words(signed_in, made):
    response = signed_in.get(address_of(made))

    words = words_of(response)
    assert '<h1 id="modal-title">Mark as Resolved</h1>' in words
    assert "Resolution Notes" in words
    assert "Effectiveness Rating</legend>" in words
    radios = re.findall(r'type="radio" name="effectiveness_rating" value="(\d?)"', words)
    assert radios == ["1", "2", "3", "4", "5", ""]
    labels = re.findall(r'<span class="visually-hidden">(\d stars?), </span>(.*?)</span>', words)
    assert labels == [
        ("1 star", "no effect"),
        ("2 stars", "little effect"),
        ("3 stars", "some effect"),
        ("4 stars", "effective"),
        ("5 stars", "very effective"),
    ]
    # Nothing is chosen for her, and "no rating" is what nothing means.
    assert len(re.findall(r'value="" class="[^"]*" id="[^"]*" checked', words)) == 1
    assert "Save</button>" in words


def test_the_form_does_not_show_the_change_that_would_steer_the_stars(signed_in, made, student):
    PracticeSessionFactory(student=student)

    for headers in ({}, DIALOG):
        text = signed_in.get(address_of(made), headers=headers).text
        assert "accuracy" not in text
        assert "7 of 10" not in text


def test_saving_resolves_it_and_leads_back_to_its_row(signed_in, made, student, teacher):
    response = signed_in.post(address_of(made), posted(), follow=True)

    assert response.redirect_chain == [
        (f"{reverse('interventions:history', args=[student.pk])}#intervention-{made.pk}", 302)
    ]
    assert outcome(made) == (True, NOTES, 4)
    assert Intervention.objects.get().resolved_by == teacher
    words = words_of(response)
    assert "Intervention marked as resolved" in words
    assert "Rated 4 of 5: effective" in words


@pytest.mark.parametrize(
    "came_from, name", [("overview", "overview"), ("intervention", "intervention")]
)
def test_saving_leads_back_to_the_page_it_was_opened_from(signed_in, made, came_from, name):
    response = signed_in.post(address_of(made, **{"from": came_from}), posted())

    args = [made.pk] if name == "intervention" else []
    assert response.url == reverse(f"interventions:{name}", args=args)


def test_an_address_from_elsewhere_is_not_gone_to(signed_in, made):
    response = signed_in.post(address_of(made, **{"from": "https://evil.example/"}), posted())

    assert response.url.startswith("/interventions/students/")


def test_the_dialog_says_so_and_the_list_is_told(signed_in, made, student):
    PracticeSessionFactory(student=student, questions_correct=117, questions_answered=180)

    response = signed_in.post(address_of(made), posted(), headers=BODY)

    words = words_of(response)
    assert response.status_code == 200
    assert "interventionChanged" in response["HX-Trigger"]
    assert "Intervention marked as resolved</p>" in words
    assert NOTES in words
    assert "Rated 4 of 5: effective" in words
    # Now that the stars are given.
    assert "now <strong>65% (117 of 180)</strong>" in words
    assert "<h1" not in words


def test_notes_and_stars_may_both_be_left_out(signed_in, made):
    signed_in.post(address_of(made), posted(resolution_notes="", effectiveness_rating=""))

    assert outcome(made) == (True, "", None)


def test_fields_that_are_missing_are_left_out_too(signed_in, made):
    signed_in.post(address_of(made), {"idempotency_key": str(uuid4())})

    assert outcome(made) == (True, "", None)


@pytest.mark.parametrize("rating", ["0", "6", "abc", "-1", "4.5", "４", "1 OR 1=1"])
@pytest.mark.parametrize("headers, status", [({}, 200), (BODY, 422)])
def test_other_stars_are_refused_beside_the_field_and_the_notes_stay(
    signed_in, made, rating, headers, status
):
    response = signed_in.post(
        address_of(made), posted(effectiveness_rating=rating), headers=headers
    )

    words = words_of(response)
    assert response.status_code == status
    assert (
        '<div class="invalid-feedback" id="id_effectiveness_rating-error">'
        " <p>Choose one to five stars, or no rating.</p>" in words
    )
    assert 'aria-invalid="true" tabindex="-1"' in words
    assert NOTES in words
    assert outcome(made) == (False, None, None)


@pytest.mark.parametrize(
    "notes, problem",
    [
        ("x" * 5001, "These notes have 5,001 characters; 5,000 is the most."),
        ("x" * 10_000, "These notes have 10,000 characters; 5,000 is the most."),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_notes_that_cannot_be_kept_are_refused_with_the_stars_kept(signed_in, made, notes, problem):
    response = signed_in.post(address_of(made), posted(resolution_notes=notes), headers=BODY)

    assert response.status_code == 422
    assert response.context["form"].errors["resolution_notes"] == [problem]
    assert re.search(r'value="4"[^>]* checked', response.text)
    assert outcome(made) == (False, None, None)


@pytest.mark.parametrize("headers", [{}, BODY])
def test_a_second_resolve_is_refused_with_the_first_one_shown(signed_in, closed, people, headers):
    response = signed_in.post(address_of(closed), posted(), headers=headers)

    words = words_of(response)
    assert response.status_code == 409
    assert "This intervention is already resolved. Nothing was changed." in words
    assert "First words" in words
    assert "Rated 5 of 5: very effective" in words
    assert f"by {people.CO.display_name}" in words
    assert outcome(closed) == (True, "First words", 5)
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("headers", [{}, DIALOG])
def test_the_form_of_what_is_resolved_shows_how_it_stands(signed_in, closed, headers):
    words = words_of(signed_in.get(address_of(closed), headers=headers))

    assert "Already resolved" in words
    assert "First words" in words
    assert "<textarea" not in words


def test_a_second_click_repeats_the_first_answer_and_writes_nothing(signed_in, made):
    sent = posted()

    first = signed_in.post(address_of(made), sent, headers=BODY)
    again = signed_in.post(address_of(made), sent, headers=BODY)

    assert (first.status_code, again.status_code) == (200, 200)
    assert "Intervention marked as resolved" in again.text
    assert "HX-Trigger" not in again
    assert InterventionChange.objects.count() == 1


def test_the_key_of_another_form_is_refused_with_everything_kept(signed_in, made):
    sent = posted()
    signed_in.post(address_of(made), sent)

    response = signed_in.post(
        address_of(made), sent | {"resolution_notes": "Other words"}, headers=BODY
    )

    assert response.status_code == 422
    assert KEY_REUSED in response.text
    assert "Other words" in response.text
    assert outcome(made) == (True, NOTES, 4)


def test_a_form_without_its_key_is_refused(signed_in, made):
    response = signed_in.post(address_of(made), {"resolution_notes": NOTES})

    assert "Please reload the page and send the form again." in response.text
    assert NOTES in response.text
    assert outcome(made) == (False, None, None)


def test_reopening_asks_why_and_shows_what_stays_in_the_record(signed_in, closed):
    words = words_of(signed_in.get(address_of(closed, "reopen"), headers=DIALOG))

    assert 'id="modal-title"' in words
    assert "First words" in words
    assert "Why it is opened again (optional)" in words


@pytest.mark.parametrize("headers, status", [({}, 302), (BODY, 200)])
def test_reopening_makes_it_pending_again(signed_in, closed, headers, status):
    sent = {"idempotency_key": str(uuid4()), "notes": "It slipped."}

    response = signed_in.post(address_of(closed, "reopen"), sent, headers=headers)

    assert response.status_code == status
    assert outcome(closed) == (False, None, None)
    assert [line.notes for line in InterventionChange.objects.all()] == [
        "First words",
        "It slipped.",
    ]
    if headers:
        assert "Intervention opened again" in response.text
        assert "It is due for review on" in response.text
        assert "interventionChanged" in response["HX-Trigger"]


@pytest.mark.parametrize("headers", [{}, BODY])
def test_reopening_what_is_open_is_refused(signed_in, made, headers):
    sent = {"idempotency_key": str(uuid4()), "notes": ""}

    response = signed_in.post(address_of(made, "reopen"), sent, headers=headers)

    assert response.status_code == 409
    assert "This intervention is open. Nothing was changed." in response.text
    assert not InterventionChange.objects.exists()


def test_reasons_too_long_are_refused_beside_the_field(signed_in, closed):
    sent = {"idempotency_key": str(uuid4()), "notes": "x" * 5001}

    response = signed_in.post(address_of(closed, "reopen"), sent, headers=BODY)

    assert response.status_code == 422
    assert "These notes have 5,001 characters; 5,000 is the most." in response.text
    assert outcome(closed)[0] is True


def later(days="7"):
    return {"idempotency_key": str(uuid4()), "days": days}


@pytest.mark.parametrize("days", ["7", "14"])
def test_a_review_is_put_off(signed_in, made, days):
    response = signed_in.post(
        address_of(made, "postpone", **{"from": "overview"}), later(days), follow=True
    )

    review = Intervention.objects.get().follow_up_on
    assert review >= timezone.localdate() + timedelta(days=int(days) - 1)
    assert response.redirect_chain == [(reverse("interventions:overview"), 302)]
    assert f"Review moved to {review:%A, %B} {review.day}." in response.text


def test_a_review_is_put_off_once_by_two_clicks(signed_in, made):
    sent = later()

    first = signed_in.post(address_of(made, "postpone"), sent, headers=HTMX)
    day = Intervention.objects.get().follow_up_on
    again = signed_in.post(address_of(made, "postpone"), sent, headers=HTMX)

    assert first.text == again.text
    assert '<div id="notes" hx-swap-oob="innerHTML">' in first.text
    assert "interventionChanged" in first["HX-Trigger"]
    assert Intervention.objects.get().follow_up_on == day


@pytest.mark.parametrize("days", ["0", "6", "abc", "", "-7", "9" * 40])
@pytest.mark.parametrize("headers, status", [({}, 302), (HTMX, 422)])
def test_other_delays_are_refused(signed_in, made, days, headers, status):
    response = signed_in.post(address_of(made, "postpone"), later(days), headers=headers)

    assert response.status_code == status
    assert Intervention.objects.get().follow_up_on is None


@pytest.mark.parametrize("headers, status", [({}, 302), (HTMX, 409)])
def test_nothing_is_put_off_that_is_resolved(signed_in, closed, headers, status):
    response = signed_in.post(address_of(closed, "postpone"), later(), headers=headers)

    assert response.status_code == status
    if headers:
        assert "This intervention is already resolved." in response.text


@pytest.mark.parametrize("name", ["resolve", "reopen"])
def test_a_leader_closes_only_what_is_her_own(client, people, student, made, name):
    own = InterventionFactory(student=student, teacher=people.LE)
    client.force_login(people.LE)

    assert client.get(address_of(made, name)).status_code == 403
    assert client.post(address_of(made, name), posted()).status_code == 403
    assert client.get(address_of(own, name)).status_code == 200
    assert outcome(made) == (False, None, None)


def test_who_left_the_class_left_its_interventions(signed_in, made, school):
    Enrollment.objects.update(ends_on=school.today())

    assert signed_in.get(address_of(made)).status_code == 404
    assert signed_in.post(address_of(made), posted()).status_code == 404
    assert outcome(made) == (False, None, None)


# Closing the alert with it


@pytest.fixture
def answering(made, student, classroom):
    made.alert = AlertFactory(student=student, classroom=classroom)
    made.save()
    return made


def alert_status(intervention):
    intervention.alert.refresh_from_db()
    return intervention.alert.status, intervention.alert.close_reason


def test_the_alert_it_answers_is_closed_with_it(signed_in, answering):
    page = signed_in.get(address_of(answering))
    assert "Close the alert “Struggling” as well" in words_of(page)
    assert page.context["form"]["resolves_alert"].value() is True

    signed_in.post(address_of(answering), posted(resolves_alert="on"))

    assert alert_status(answering) == ("resolved", "handled")


def test_the_alert_stays_where_that_is_not_ticked(signed_in, answering):
    signed_in.post(address_of(answering), posted())

    assert outcome(answering)[0] is True
    assert alert_status(answering) == ("open", "")


def test_an_alert_that_is_closed_already_is_not_asked_about(signed_in, answering, teacher):
    dismiss(answering.alert, by=teacher, reason="absent")

    assert "Close the alert" not in signed_in.get(address_of(answering)).text
    signed_in.post(address_of(answering), posted(resolves_alert="on"))
    assert alert_status(answering) == ("dismissed", "absent")


def test_an_aide_closes_the_help_and_leaves_the_alert(client, people, answering):
    client.force_login(people.AIDE)

    assert "Close the alert" not in client.get(address_of(answering)).text
    client.post(address_of(answering), posted(resolves_alert="on"))

    assert outcome(answering)[0] is True
    assert alert_status(answering) == ("open", "")
