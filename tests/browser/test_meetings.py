"""Meetings, as people arrange, move and hold them, with and without scripts and by keyboard alone."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from alpha.demo.seeding import TIME_ZONE
from alpha.demo.sign_ins import PASSWORD, STUDENT, TEACHER
from tests.browser.conftest import DESKTOP, PHONE

NOTES = "Discuss fractions and division. Bring manipulatives."
STORY_CLASS = "Grade 5 Math – Small Group"
BOTH = pytest.mark.parametrize("javascript", [True, False])


def school_day_after(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def today() -> date:
    return datetime.now(ZoneInfo(TIME_ZONE)).date()


def next_saturday() -> date:
    return today() + timedelta(days=(5 - today().weekday()) % 7 or 7)


def long(day: date) -> str:
    return f"{day:%A, %B} {day.day}"


def form_of(page: Page, *, javascript: bool) -> Locator:
    """The dialog, or the page that stands in its place."""
    return page.get_by_role("dialog") if javascript else page.get_by_role("main")


def open_form(teacher, student: str = STUDENT.name) -> Locator:
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.open_classes()
    page.get_by_role("link", name=STORY_CLASS, exact=True).click()
    page.get_by_role("link", name=f"View Performance Report of {student}").click()
    page.get_by_role("link", name="Take Action").click()
    form = form_of(page, javascript=teacher.javascript)
    form.get_by_role("link", name="Schedule Meeting").click()
    expect(form.get_by_label("Notes")).to_be_visible()
    return form


def row_of(page: Page, words: str) -> Locator:
    return page.get_by_role("row").filter(has_text=words).first


@BOTH
def test_teacher_schedules_a_meeting(visit, demo, javascript):
    teacher = visit(demo, javascript=javascript)
    form = open_form(teacher)
    proposed = school_day_after(today())

    expect(form.get_by_label("One-on-one")).to_be_checked()
    expect(form.get_by_label("Date")).to_have_value(proposed.isoformat())
    expect(form.get_by_label("Time")).to_have_value(re.compile("^10:00"))
    expect(form.get_by_label("Duration")).to_have_value("30")
    expect(form.get_by_label("Location")).to_have_value("Room 101")
    expect(form.get_by_label("Notes")).to_have_value("")
    expect(form.get_by_text("Amina Yusuf: can be invited")).to_be_visible()
    teacher.check_accessibility()
    form.get_by_label("Notes").fill(NOTES)
    form.get_by_role("button", name="Schedule Meeting").click()

    expect(teacher.page.get_by_text("Meeting scheduled", exact=True)).to_be_visible()
    teacher.check_accessibility()
    if javascript:
        expect(
            form.get_by_text(f"{long(proposed)}, {proposed.year}, 10:00–10:30 AM")
        ).to_be_visible()
        form.get_by_role("link", name="View Interventions").click()
    scheduled = teacher.page.get_by_role("heading", name="Meeting scheduled: One-on-one")
    expect(scheduled.first).to_be_visible()
    teacher.page.get_by_role("link", name="Meetings", exact=True).first.click()
    expect(row_of(teacher.page, NOTES)).to_contain_text("10:00–10:30 AM")
    expect(row_of(teacher.page, NOTES)).to_contain_text("Room 101")
    teacher.check_accessibility()

    student = visit(demo, javascript=javascript, viewport=PHONE)
    student.sign_in(STUDENT.username, PASSWORD)
    student.goto("/inbox/")
    expect(student.page.get_by_text("Meeting with Elena Rivera").first).to_be_visible()
    expect(student.page.get_by_text(f"{long(proposed)}, 10:00 AM, Room 101").first).to_be_visible()


@BOTH
def test_form_warns_of_weekends_and_clashes_and_asks_who_comes_too(visit, demo, javascript):
    teacher = visit(demo, javascript=javascript)
    form = open_form(teacher, "Student 2")
    saturday = next_saturday()

    def look(button: str) -> None:
        if not javascript:
            form.get_by_role("button", name=button).click()

    form.get_by_label("Group").check()
    look("Show who can come")
    form.get_by_label("Student 1").check()
    form.get_by_label("Date").fill(saturday.isoformat())
    form.get_by_label("Location").click()
    look("Check this time")
    expect(form.get_by_text(f"{long(saturday)} is no school day.")).to_be_visible()
    teacher.check_accessibility()
    monday = school_day_after(saturday)
    form.get_by_role("button", name=f"Use {long(monday)}").click()
    expect(form.get_by_label("Date")).to_have_value(monday.isoformat())
    expect(form.get_by_label("Student 1")).to_be_checked()
    form.get_by_role("button", name="Schedule Meeting").click()
    expect(teacher.page.get_by_text("Meeting scheduled", exact=True)).to_be_visible()

    second = open_form(visit(demo, javascript=javascript), "Student 2")
    second.get_by_label("Date").fill(monday.isoformat())
    second.get_by_label("Location").click()
    if not javascript:
        second.get_by_role("button", name="Check this time").click()
    expect(
        second.get_by_text("You already have a meeting with Student 1, Student 2 then").first
    ).to_be_visible()


@BOTH
def test_teacher_moves_holds_and_cancels_meetings(visit, demo, javascript):
    teacher = visit(demo, javascript=javascript, viewport=DESKTOP if javascript else PHONE)
    page = teacher.page
    notes = f"Moved about {'with' if javascript else 'without'} scripts."
    form = open_form(teacher, "Student 1")
    form.get_by_label("Notes").fill(notes)
    form.get_by_label("Time").fill("13:00")
    form.get_by_role("button", name="Schedule Meeting").click()
    expect(page.get_by_text("Meeting scheduled", exact=True)).to_be_visible()
    teacher.goto("/interventions/meetings/")

    def change(link: str, said: str, button: str, **typed: str) -> None:
        row_of(page, notes).get_by_role("link", name=link).click()
        dialog = form_of(page, javascript=javascript)
        expect(dialog.get_by_role("button", name=button)).to_be_visible()
        teacher.check_accessibility()
        for label, value in typed.items():
            dialog.get_by_label(label.replace("_", " ")).fill(value)
        dialog.get_by_role("button", name=button).click()
        expect(page.get_by_text(said, exact=True)).to_be_visible()
        if javascript:
            dialog.get_by_role("button", name="Done").click()
            expect(page.get_by_role("dialog")).to_have_count(0)

    change("Reschedule", "Meeting rescheduled", "Reschedule", Time="14:30", Location="Library")
    expect(row_of(page, notes)).to_contain_text("2:30–3:00 PM")
    expect(row_of(page, notes)).to_contain_text("Library")
    change("Cancel", "Meeting cancelled", "Cancel meeting")
    expect(row_of(page, notes)).to_contain_text("Cancelled")
    expect(row_of(page, notes).get_by_role("link", name="Reschedule")).to_have_count(0)
    page.get_by_role("link", name="Cancelled", exact=True).click()
    expect(row_of(page, notes)).to_be_visible()
    expect(page.get_by_text("Not marked as held")).to_have_count(0)


def test_what_came_of_a_meeting_is_written_down_and_found_again(visit, demo):
    teacher = visit(demo)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.goto("/interventions/meetings/")
    row = row_of(page, "Not marked as held")
    name = row.get_by_role("cell").first.get_by_role("link").first.inner_text()
    row.get_by_role("link", name="Complete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Outcome notes").fill("Found the step that was missing.")
    dialog.get_by_role("button", name="Complete").click()
    expect(dialog.get_by_text("Meeting completed")).to_be_focused()
    dialog.get_by_role("button", name="Done").click()

    expect(page.get_by_text("Not marked as held")).to_have_count(0)
    expect(row_of(page, "Found the step that was missing.")).to_contain_text("Completed")
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("link", name="View Interventions").first.click()
    expect(page.get_by_text("Found the step that was missing.").first).to_be_visible()


def test_a_meeting_is_arranged_by_keyboard_alone(visit, demo):
    teacher = visit(demo)
    page = teacher.page
    open_form(teacher)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("One-on-one").focus()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_label("Parent conference")).to_be_checked()
    expect(dialog.get_by_text("Amina Yusuf: gets an invitation")).to_be_visible()
    expect(dialog.get_by_label("Parent conference")).to_be_focused()
    dialog.get_by_label("Location").focus()
    page.keyboard.press("Enter")

    expect(dialog.get_by_text("Meeting scheduled")).to_be_focused()
    expect(dialog.get_by_text("Invited by e-mail: Amina Yusuf")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Take Action")).to_be_focused()


@BOTH
def test_a_calendar_is_subscribed_to_and_revoked(visit, demo, javascript):
    teacher = visit(demo, javascript=javascript)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.goto("/interventions/meetings/")
    page.get_by_role("link", name="Calendar feed").click()
    name = f"Phone {'with' if javascript else 'without'} scripts"
    page.get_by_label("Device or program").fill(name)
    page.get_by_role("button", name="Make an address").click()
    teacher.check_accessibility()
    address = page.get_by_label("Address to subscribe to").input_value()

    subscribed = page.request.get(address)
    calendar = Calendar.from_ical(subscribed.body())
    assert calendar["method"] == "PUBLISH"
    assert {str(event["summary"]) for event in calendar.walk("VEVENT")} == {"School meeting"}
    teacher.goto("/interventions/calendar/")
    expect(page.get_by_text("last used today").first).to_be_visible()
    assert address not in page.content()
    page.get_by_role("button", name=f"Revoke {name}").click()
    expect(page.get_by_text(f"Revoked: {name}")).to_be_visible()
    assert page.request.get(address).status == 404


def test_the_schedule_fits_a_phone_and_a_sheet_of_paper(visit, demo):
    teacher = visit(demo, viewport=PHONE)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.goto("/interventions/meetings/")
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(overflow)
    teacher.check_accessibility()

    page.set_viewport_size({"width": 702, "height": 900})
    page.emulate_media(media="print")
    assert not page.evaluate(overflow)
    expect(page.get_by_role("link", name="Calendar feed")).not_to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Reschedule"))).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text="Outcome:").first).to_be_visible()
