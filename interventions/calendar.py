"""Meetings as calendars read them (RFC 5545): an invitation for one person, and a feed to subscribe to. No rows here.

Titles are neutral: calendars are shown on locked screens and copied to employers and phone makers. Times are in UTC, so
no definition of a time zone has to come along.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress

TITLE = "School meeting"
PRODUCT = "-//Alpha//Meetings//EN"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """`uid` stays for a meeting's whole life; `sequence` grows with each change of time, place or status."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    location: str = ""
    details: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Mailbox:
    name: str
    address: str


def invitation(
    event: CalendarEvent, *, organizer: Mailbox, attendee: Mailbox, now: datetime
) -> str:
    """The file of an invitation, a change or a cancellation: `method_of(event)` names it in the mail's headers too.

    Nobody reads answers to it, so it asks for none.
    """
    calendar = _calendar(method_of(event))
    entry = _entry(event, now)
    entry.add("organizer", _address(organizer))
    invited = _address(attendee)
    invited.params["role"] = "REQ-PARTICIPANT"
    invited.params["partstat"] = "NEEDS-ACTION"
    invited.params["rsvp"] = "FALSE"
    entry.add("attendee", invited)
    calendar.add_component(entry)
    return _text(calendar)


def method_of(event: CalendarEvent) -> str:
    return "CANCEL" if event.is_cancelled else "REQUEST"


def feed(events: Iterable[CalendarEvent], *, name: str, now: datetime) -> str:
    """A calendar that is fetched again and again; cancelled meetings have to stay in it for a while to be seen as such."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", plain(name))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(_entry(event, now))
    return _text(calendar)


def plain(text: str) -> str:
    """One line of text without control characters, which no calendar may contain."""
    return " ".join(
        "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).split()
    )


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _entry(event: CalendarEvent, now: datetime) -> Event:
    entry = Event()
    entry.add("uid", event.uid)
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("sequence", event.sequence)
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("summary", TITLE)
    if location := plain(event.location):
        entry.add("location", location)
    if event.details:
        entry.add("description", plain(event.details))
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT" if event.is_cancelled else "OPAQUE")
    entry.add("class", "PRIVATE")
    return entry


def _address(mailbox: Mailbox) -> vCalAddress:
    address = vCalAddress(f"mailto:{mailbox.address}")
    address.params["cn"] = plain(mailbox.name)
    return address


def _text(calendar: Calendar) -> str:
    return str(calendar.to_ical(), "utf-8")
