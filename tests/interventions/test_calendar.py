"""What is written is read back by an independent reader, and the lines keep the rules of RFC 5545."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from alpha.local_times import instants_of
from interventions.calendar import CalendarEvent, Mailbox, feed, invitation, method_of, plain

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
STARTS_AT = datetime(2026, 12, 1, 14, 30, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="7d1ff9e8-52a4-4cf6-8a52-1a5bb1b0f7a1",
    sequence=2,
    starts_at=STARTS_AT,
    ends_at=STARTS_AT + timedelta(minutes=30),
    location="Room 101",
)
SCHOOL = Mailbox("Maple School", "office@maple.example")
FAMILY = Mailbox("Family", "ana@example.org")
HOSTILE = [
    "<script>alert(1)</script>",
    "Ana\r\nATTENDEE:mailto:everybody@example.org\rX-EVIL:1",
    'Ana";CUTYPE=ROOM:mailto:x@example.org',
    "\u202eevisrever\u202c \u200fמפגש",
    "=HYPERLINK(1);a,b\\n c^n",
    "\x00\x07bell",
    "é😀" * 60,
]


def invite(event=EVENT, attendee=FAMILY, organizer=SCHOOL):
    return invitation(event, organizer=organizer, attendee=attendee, now=NOW)


def read(text):
    calendar = Calendar.from_ical(text)
    (entry,) = calendar.walk("VEVENT")
    return calendar, entry


def lines_of(text):
    """Physical lines as they travel: each ends with CRLF."""
    assert text.endswith("\r\n")
    return text.encode().removesuffix(b"\r\n").split(b"\r\n")


def test_an_invitation_says_when_where_and_from_whom_and_nothing_about_the_child():
    calendar, entry = read(invite())

    assert (calendar["method"], calendar["version"]) == ("REQUEST", "2.0")
    assert (entry["uid"], entry["sequence"]) == (EVENT.uid, 2)
    assert (entry.decoded("dtstamp"), entry.decoded("dtstart"), entry.decoded("dtend")) == (
        NOW,
        STARTS_AT,
        STARTS_AT + timedelta(minutes=30),
    )
    assert (entry["summary"], entry["location"]) == ("School meeting", "Room 101")
    assert (entry["organizer"], entry["organizer"].params["cn"]) == (
        "mailto:office@maple.example",
        "Maple School",
    )
    assert (entry["status"], entry["class"], entry["transp"]) == ("CONFIRMED", "PRIVATE", "OPAQUE")
    assert "description" not in entry


def test_one_person_is_invited_and_not_asked_for_an_answer_nobody_reads():
    _, entry = read(invite())

    assert entry["attendee"] == "mailto:ana@example.org"
    assert dict(entry["attendee"].params) == {
        "CN": "Family",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "FALSE",
    }
    assert invite().count("ATTENDEE") == 1


def test_times_are_written_in_utc_without_a_definition_of_a_zone():
    text = invite()

    assert "DTSTART:20261201T143000Z\r\n" in text
    assert "DTEND:20261201T150000Z\r\n" in text
    assert "VTIMEZONE" not in text


def test_a_cancellation_keeps_uid_and_time():
    calendar, entry = read(invite(replace(EVENT, is_cancelled=True, sequence=3)))

    assert calendar["method"] == "CANCEL"
    assert (entry["uid"], entry["sequence"], entry["status"]) == (EVENT.uid, 3, "CANCELLED")
    assert entry.decoded("dtstart") == STARTS_AT
    assert entry["attendee"] == "mailto:ana@example.org"


def test_the_method_of_the_mail_is_that_of_the_file():
    assert method_of(EVENT) == "REQUEST"
    assert method_of(replace(EVENT, is_cancelled=True)) == "CANCEL"


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_text_in_every_place(words):
    hostile = Mailbox(words, "office@maple.example")
    text = invite(
        replace(EVENT, location=words, details=words), attendee=hostile, organizer=hostile
    )

    _, entry = read(text)
    assert entry["location"] == entry["description"] == plain(words)
    assert entry["organizer"].params["cn"] == entry["attendee"].params["cn"] == plain(words)
    unfolded = text.replace("\r\n ", "")
    assert not any(line.startswith(("X-EVIL", "ATTENDEE:")) for line in unfolded.splitlines())
    assert {bytes([sign]) for line in lines_of(text) for sign in line if sign < 32} == set()
    assert max(len(line) for line in lines_of(text)) <= 75


@pytest.mark.parametrize(
    "zone, wall, starts",
    [
        ("America/New_York", "2026-11-01T09:00", "20261101T140000Z"),
        ("America/New_York", "2026-10-31T09:00", "20261031T130000Z"),
        ("Europe/Berlin", "2027-03-28T09:00", "20270328T070000Z"),
        ("Australia/Lord_Howe", "2026-10-04T09:00", "20261003T220000Z"),
        ("Australia/Lord_Howe", "2026-10-03T09:00", "20261002T223000Z"),
        ("Asia/Kolkata", "2026-11-01T09:00", "20261101T033000Z"),
    ],
)
def test_the_hour_of_the_school_is_right_around_each_change_of_clocks(zone, wall, starts):
    (instant,) = instants_of(datetime.fromisoformat(wall), ZoneInfo(zone))
    local = instant.astimezone(ZoneInfo(zone))

    text = invite(replace(EVENT, starts_at=local, ends_at=local + timedelta(minutes=30)))

    assert f"DTSTART:{starts}\r\n" in text


def test_a_feed_is_published_with_a_name_and_says_how_often_to_come_again():
    cancelled = replace(EVENT, uid="another", is_cancelled=True)

    text = feed([EVENT, cancelled], name="School meetings", now=NOW)

    calendar = Calendar.from_ical(text)
    assert (calendar["method"], calendar["x-wr-calname"]) == ("PUBLISH", "School meetings")
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert calendar["x-published-ttl"] == "PT1H"
    assert [(entry["uid"], entry["status"]) for entry in calendar.walk("VEVENT")] == [
        (EVENT.uid, "CONFIRMED"),
        ("another", "CANCELLED"),
    ]
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text


def test_an_empty_feed_is_a_calendar_too():
    assert Calendar.from_ical(feed([], name="School meetings", now=NOW)).walk("VEVENT") == []
