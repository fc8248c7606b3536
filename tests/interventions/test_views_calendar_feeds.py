"""A calendar of one's own: its secret address, what it shows, and whom it is closed to."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from alpha.accounts.models import IdempotencyKey, Role, User
from alpha.learning.models import Enrollment
from interventions.actions.calendar_feeds import MOST_FEEDS
from interventions.models import CalendarFeed, Meeting
from tests.factories import CalendarFeedFactory, MeetingFactory

pytestmark = pytest.mark.django_db

FEEDS = reverse("interventions:calendar_feeds")
GROUP = "7d1ff9e8-52a4-4cf6-8a52-1a5bb1b0f7a1"
NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
TOKEN = "k" * 43
NO_SUCH = "n" * 43


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


@pytest.fixture
def feed(teacher):
    return CalendarFeedFactory(user=teacher, token_hash=hashlib.sha256(TOKEN.encode()).hexdigest())


def create(client, **changes):
    return client.post(FEEDS, {"idempotency_key": str(uuid4()), "name": "My phone"} | changes)


def revoke(client, feed, **changes):
    address = reverse("interventions:revoke_calendar_feed", args=[feed.pk])
    return client.post(address, {"idempotency_key": str(uuid4())} | changes)


def subscribe(token=TOKEN, client=None, **options):
    address = reverse("interventions:calendar_feed", args=[token])
    return (client or Client()).get(address, **options)


def events():
    return Calendar.from_ical(subscribe().content).walk("VEVENT")


def meet(student, teacher, at=NOW, **fields):
    return MeetingFactory(student=student, teacher=teacher, scheduled_at=at, **fields)


def shown_address(response):
    return re.search(r'value="http://testserver(/interventions/calendar/[^"]+)"', response.text)


# Making and revoking


def test_the_address_is_shown_once_and_only_a_digest_is_kept(signed_in, teacher):
    response = create(signed_in)

    address = shown_address(response)[1]
    token = address.removeprefix("/interventions/calendar/").removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    assert len(token) == 43
    assert (feed.user, feed.name) == (teacher, "My phone")
    assert feed.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert subscribe(token).status_code == 200
    assert token not in signed_in.get(FEEDS).text
    kept = [*CalendarFeed.objects.values_list(), *IdempotencyKey.objects.values_list()]
    assert token not in str(kept)


def test_each_address_is_another(signed_in):
    assert shown_address(create(signed_in))[1] != shown_address(create(signed_in))[1]


def test_a_form_sent_twice_makes_one_calendar_and_says_where_its_address_went(signed_in):
    key = str(uuid4())
    create(signed_in, idempotency_key=key)

    again = create(signed_in, idempotency_key=key)

    assert (again.status_code, again.url) == (302, FEEDS)
    page = signed_in.get(FEEDS)
    assert "Its address was shown then; if it is lost, make another." in page.text
    assert shown_address(page) is None
    assert CalendarFeed.objects.count() == 1


@pytest.mark.parametrize(
    "name, words",
    [
        ("  ", "Name the device or program, for example My phone."),
        ("x" * 10_000, "Use at most 100 characters."),
    ],
)
def test_a_name_that_says_nothing_or_too_much_is_refused(signed_in, name, words):
    response = create(signed_in, name=name)

    assert response.context["form"].errors == {"name": [words]}
    assert words in response.text
    assert not CalendarFeed.objects.exists()


def test_there_are_not_more_calendars_than_anybody_needs(signed_in, teacher):
    CalendarFeedFactory.create_batch(MOST_FEEDS, user=teacher)

    assert "20 calendars are the most. Revoke one first." in create(signed_in).text
    assert CalendarFeed.objects.count() == MOST_FEEDS

    revoke(signed_in, CalendarFeed.objects.first())
    assert create(signed_in).context["new"]


def test_the_list_tells_names_and_last_use_and_forgets_the_revoked(signed_in, teacher):
    CalendarFeedFactory(
        user=teacher, name="<b>Tablet</b>", created_at=NOW, last_used_at=NOW - timedelta(hours=2)
    )
    CalendarFeedFactory(user=teacher, name="Old laptop", revoked_at=NOW)
    CalendarFeedFactory(name="Of somebody else")

    text = " ".join(signed_in.get(FEEDS).text.split())

    assert "&lt;b&gt;Tablet&lt;/b&gt;" in text
    assert "Made today 12:00 PM, last used today 10:00 AM" in text
    assert "Old laptop" not in text
    assert "Of somebody else" not in text


def test_a_revoked_calendar_opens_nothing_from_then_on(signed_in, feed):
    assert subscribe().status_code == 200

    response = revoke(signed_in, feed)

    assert (response.status_code, response.url) == (302, FEEDS)
    assert "Revoked: My phone" in signed_in.get(FEEDS).text
    assert subscribe().status_code == 404
    feed.refresh_from_db()
    assert feed.revoked_at == NOW


def test_revoking_twice_keeps_the_first_time(signed_in, feed):
    key = str(uuid4())
    revoke(signed_in, feed, idempotency_key=key)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert revoke(signed_in, feed, idempotency_key=key).status_code == 302
        assert revoke(signed_in, feed).status_code == 302

    feed.refresh_from_db()
    assert feed.revoked_at == NOW


def test_revoking_without_the_key_of_the_form_does_nothing(signed_in, feed):
    response = revoke(signed_in, feed, idempotency_key="")

    assert "Please reload the page and send the form again." in response.text
    assert subscribe().status_code == 200


def test_the_calendar_of_a_colleague_cannot_be_revoked(client, people, feed):
    client.force_login(people.CO)

    assert revoke(client, feed).status_code == 404
    assert subscribe().status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    signed_in, teacher, django_assert_num_queries, count
):
    CalendarFeedFactory.create_batch(count, user=teacher)

    with django_assert_num_queries(4):
        signed_in.get(FEEDS)


# What it shows


def test_a_calendar_shows_time_and_place_and_no_names(feed, student, teacher):
    meeting = meet(student, teacher, location="Room 101", notes="Fractions.", ics_sequence=3)

    response = subscribe()

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert (calendar["method"], calendar["x-wr-calname"]) == ("PUBLISH", "School meetings")
    (event,) = calendar.walk("VEVENT")
    assert (str(event["uid"]), event["sequence"]) == (str(meeting.ics_uid), 3)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        NOW,
        NOW + timedelta(minutes=30),
    )
    assert (str(event["summary"]), str(event["location"])) == ("School meeting", "Room 101")
    assert event["description"] == (
        "Details after sign-in: http://testserver/interventions/meetings/"
    )
    for word in ("Okafor", "Fractions", "Moreno"):
        assert word not in response.text


def test_a_group_is_one_event_until_all_of_it_is_off(feed, people, student):
    rows = [
        meet(each, people.TE, group_id=GROUP, meeting_type="group")
        for each in (student, people.ST2.student)
    ]

    def change(row, **fields):
        Meeting.objects.filter(pk=row.pk).update(
            status="cancelled", cancelled_at=NOW, ics_sequence=1
        )
        return [(str(event["uid"]), event["status"], event["sequence"]) for event in events()]

    assert change(rows[0]) == [(GROUP, "CONFIRMED", 0)]
    assert change(rows[1]) == [(GROUP, "CANCELLED", 1)]


@pytest.mark.parametrize(
    "fields, shown",
    [
        ({"at": NOW - timedelta(days=89)}, True),
        ({"at": NOW - timedelta(days=91)}, False),
        ({"at": NOW + timedelta(days=300)}, True),
        ({"status": "completed", "at": NOW - timedelta(days=3)}, True),
        ({"status": "cancelled", "cancelled_at": NOW - timedelta(days=30)}, True),
        ({"status": "cancelled", "cancelled_at": NOW - timedelta(days=31)}, False),
    ],
)
def test_old_and_long_cancelled_meetings_leave_the_calendar(feed, student, teacher, fields, shown):
    meet(student, teacher, **fields)

    assert bool(events()) is shown


def test_only_meetings_with_students_who_are_hers_now_are_shown(feed, people, student, school):
    meet(student, people.TE)
    meet(student, people.CO)
    gone = meet(people.ST2.student, people.TE)
    assert len(events()) == 2

    Enrollment.objects.filter(student=people.ST2.student).update(ends_on=school.today())

    assert str(gone.ics_uid) not in [str(event["uid"]) for event in events()]
    assert len(events()) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_calendar_takes_as_many_queries_for_three_as_for_one(
    feed, student, teacher, django_assert_num_queries, count
):
    for number in range(count):
        meet(student, teacher, NOW + timedelta(days=number))
    subscribe()

    # The calendar with its owner, the meetings, and the note of its use.
    with django_assert_num_queries(3):
        subscribe()


# Whom it is closed to


def make_inactive(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def make_guardian(user):
    User.objects.filter(pk=user.pk).update(role=Role.GUARDIAN)


def make_administrator(user):
    User.objects.filter(pk=user.pk).update(role=Role.ADMINISTRATOR)


def take_out_of_school(user):
    User.objects.filter(pk=user.pk).update(school=None)


def revoke_all(user):
    CalendarFeed.objects.filter(user=user).update(revoked_at=NOW)


def comparable(response):
    headers = {name: value for name, value in response.items() if name != "X-Request-ID"}
    return response.status_code, response.content, headers, response.cookies.output()


@pytest.mark.parametrize(
    "change",
    [revoke_all, make_inactive, make_guardian, make_administrator, take_out_of_school],
)
def test_a_calendar_that_is_closed_looks_like_one_that_never_was(feed, teacher, change):
    assert subscribe().status_code == 200

    change(teacher)

    assert subscribe().status_code == 404
    assert comparable(subscribe()) == comparable(subscribe(NO_SUCH))


@pytest.mark.parametrize("token", ["", TOKEN.upper(), TOKEN[:-1], TOKEN + "k", "..%2f", "' OR 1=1"])
def test_an_address_that_is_not_quite_right_opens_nothing(feed, token):
    assert Client().get(f"/interventions/calendar/{token}.ics").status_code == 404


def test_a_digest_is_no_address(feed):
    assert subscribe(feed.token_hash).status_code == 404


def test_a_calendar_keeps_itself_private(feed):
    response = subscribe()

    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "ETag" not in response
    assert "Last-Modified" not in response


@pytest.mark.parametrize("token", [TOKEN, NO_SUCH])
def test_nobodys_session_is_looked_at(feed, people, token, django_assert_max_num_queries):
    client = Client()
    client.force_login(people.LE)
    subscribe(client=client)

    with django_assert_max_num_queries(3) as queries:
        response = subscribe(token, client=client)

    assert not [query for query in queries if "django_session" in query["sql"]]
    assert "Cookie" not in response.get("Vary", "")
    assert response.cookies == {}
    assert comparable(subscribe(token)) == comparable(response)


def test_asking_for_the_headers_alone_tells_nothing_more(feed, student, teacher):
    meet(student, teacher)
    address = reverse("interventions:calendar_feed", args=[TOKEN])

    response = Client().head(address)

    assert (response.status_code, response.content) == (200, b"")


def test_a_calendar_is_only_read(feed):
    address = reverse("interventions:calendar_feed", args=[TOKEN])

    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)(address).status_code == 405


def test_its_last_use_is_noted_to_the_minute_and_not_each_time(feed):
    subscribe()
    feed.refresh_from_db()
    assert feed.last_used_at == NOW

    for minutes, noted in ((4, NOW), (6, NOW + timedelta(minutes=6))):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            subscribe()
        feed.refresh_from_db()
        assert feed.last_used_at == noted
