"""Sending later: a date and an hour by the clocks of the school."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from alpha.notifications.models import Notification
from interventions.models import TeacherMessage
from tests.interventions.views.actions.asking import HTMX, form_of, posted, words_of

# Thursday noon in New York.
NOW = datetime(2026, 3, 5, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def later(date="2026-03-06", time="07:30", **changes):
    return posted(release_date=date, release_time=time, **changes)


def test_message_for_later_leaves_then_by_the_clocks_of_the_school(signed_in, address):
    response = signed_in.post(address, later(), headers=HTMX)

    tomorrow = datetime(2026, 3, 6, 12, 30, tzinfo=UTC)
    assert TeacherMessage.objects.get().sent_at == tomorrow
    assert Notification.objects.get().created_at == tomorrow
    words = words_of(response)
    assert "Message scheduled" in words
    assert "It will be sent Friday, March 6, 7:30 AM. Until then you can take it back." in words
    assert "Message sent successfully!" not in words


def test_plain_request_leads_to_the_history_that_says_when(signed_in, address):
    response = signed_in.post(address, later(), follow=True)

    assert [str(message) for message in response.context["messages"]] == ["Message scheduled"]
    assert "Will be sent Friday, March 6, 7:30 AM" in words_of(response)


@pytest.mark.parametrize(
    "date, time, field, words",
    [
        ("2026-03-06", "", "release_time", "Choose a time, too."),
        ("", "07:30", "release_date", "Choose a date, too."),
        ("2026-03-05", "11:59", "release_date", "This moment has passed. Choose a later one."),
        (
            "2027-04-05",
            "11:59",
            "release_date",
            "Choose a moment within the next twelve months.",
        ),
        (
            "tomorrow",
            "07:30",
            "release_date",
            "Write the date as year, month and day: 2026-03-06.",
        ),
        ("2026-03-06", "early", "release_time", "Write the time with hour and minute: 07:30."),
        (
            "2026-03-08",
            "02:30",
            "release_time",
            "The clocks skip this hour on that day: it does not exist. Choose another hour.",
        ),
        (
            "2026-11-01",
            "01:30",
            "release_fold",
            "The clocks go through this hour twice on that day. Say whether you mean the first or the second time.",
        ),
    ],
)
@pytest.mark.parametrize("headers, status", [({}, 200), (HTMX, 422)], ids=["plain", "htmx"])
def test_moment_that_is_none_is_refused_beside_its_field(
    signed_in, address, date, time, field, words, headers, status
):
    sent = later(date, time)

    response = signed_in.post(address, sent, headers=headers)

    form = form_of(response)
    assert response.status_code == status
    assert form.errors == {field: [words]}
    assert words in response.text
    assert {name: form[name].value() for name in sent} == sent
    assert not TeacherMessage.objects.exists()


@pytest.mark.parametrize("fold, hour", [("0", 5), ("1", 6)])
def test_hour_that_comes_twice_is_asked_about_and_taken_as_answered(signed_in, address, fold, hour):
    sent = later("2026-11-01", "01:30")

    asked = signed_in.post(address, sent, headers=HTMX)
    signed_in.post(address, sent | {"release_fold": fold}, headers=HTMX)

    assert "The second time, an hour later" in asked.text
    assert TeacherMessage.objects.get().sent_at == datetime(2026, 11, 1, hour, 30, tzinfo=UTC)


def test_question_about_the_hour_is_not_asked_where_there_is_no_doubt(signed_in, address):
    assert "release_fold" not in signed_in.get(address, headers=HTMX).text
    asked_for_nothing = signed_in.post(address, later(release_fold="1"), headers=HTMX)
    assert "Message scheduled" in asked_for_nothing.text


@pytest.mark.parametrize("changed", ["category", "template", "text"])
def test_moment_is_kept_while_the_message_is_composed(signed_in, address, templates, changed):
    sent = later(preview=changed, template=templates["struggling_support"].pk)

    response = signed_in.post(address, sent)

    form = form_of(response)
    assert (form["release_date"].value(), form["release_time"].value()) == ("2026-03-06", "07:30")
    assert 'value="2026-03-06"' in response.text
    assert 'value="07:30"' in response.text
    assert '<details class="more" open>' in words_of(response)


def test_second_click_shows_the_same_and_sends_once(signed_in, address):
    sent = later()

    first = signed_in.post(address, sent, headers=HTMX)
    second = signed_in.post(address, sent, headers=HTMX)

    assert "Message scheduled" in first.text
    assert "Message scheduled" in second.text
    assert TeacherMessage.objects.count() == 1


def test_student_finds_it_from_its_moment_on(client, signed_in, address, student, thursday):
    signed_in.post(address, later(message="See you at eight."))

    client.force_login(student.user)
    assert "See you at eight." not in client.get("/inbox/").text
    thursday.shift(timedelta(hours=19, minutes=30))
    client.force_login(student.user)
    assert "See you at eight." in client.get("/inbox/").text
