"""Second thoughts about a message: undo within its seconds, sending it later, keeping its text for others."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from alpha.demo.sign_ins import PASSWORD, STUDENT, TEACHER
from tests.browser.conftest import PHONE, served

CLASSROOM = "Grade 5 Math – Small Group"
LATER = datetime.now(UTC).date() + timedelta(days=40)
# The year is named where it is not this one.
LATER_WORDS = re.compile(rf"{LATER:%A, %B} {LATER.day}(, {LATER.year})?, 7:30 AM")
# Long enough for the slowest machine to press Undo, short enough to wait for.
UNDO_SECONDS = 8


@pytest.fixture(scope="module")
def patient(demo, tmp_path_factory):
    """The demonstration school once more, on the same database, where a message waits some seconds."""
    with served(
        tmp_path_factory.mktemp("patient"),
        DATABASE_URL=demo.env["DATABASE_URL"],
        MESSAGE_UNDO_SECONDS=str(UNDO_SECONDS),
    ) as site:
        yield site


def open_dialog(teacher, student: str = STUDENT.name) -> Page:
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.open_classes()
    page.get_by_role("link", name=CLASSROOM, exact=True).click()
    page.get_by_role("link", name=f"Take Action for {student}").first.click()
    expect(page.get_by_label("Message", exact=True)).not_to_be_empty()
    return page


def compose(page: Page, text: str) -> None:
    page.get_by_label("Message", exact=True).fill(text)


def newest_notice(visit, site, **kind):
    student = visit(site, viewport=PHONE, **kind)
    student.sign_in(STUDENT.username, PASSWORD)
    student.goto("/inbox/")
    return student.page.get_by_role("main")


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_undo_brings_the_text_back_and_the_student_never_sees_it(visit, patient, viewport):
    teacher = visit(patient, **({"viewport": viewport} if viewport else {}))
    page = open_dialog(teacher)
    compose(page, "A slip of the pen, to be taken back.")
    page.get_by_role("button", name="Send Message").click()
    expect(page.get_by_text("Message sent successfully!")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Leaves in \d seconds?\."))).to_be_visible()
    teacher.check_accessibility()

    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text(f"Taken back. {STUDENT.name} has not seen it")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_have_value(
        "A slip of the pen, to be taken back."
    )
    teacher.check_accessibility()
    page.wait_for_timeout(UNDO_SECONDS * 1000)
    expect(newest_notice(visit, patient)).not_to_contain_text("A slip of the pen")


def test_undo_disappears_when_its_time_is_over(visit, patient):
    teacher = visit(patient)
    page = open_dialog(teacher)
    compose(page, "This one stays sent.")
    page.get_by_role("button", name="Send Message").click()
    undo = page.get_by_role("button", name="Undo")
    undo.focus()

    expect(undo).to_have_count(0, timeout=(UNDO_SECONDS + 5) * 1000)

    expect(page.get_by_text(f"{STUDENT.name} will find it in the inbox.")).to_be_visible()
    expect(page.get_by_text("Message sent successfully!")).to_be_focused()
    teacher.check_accessibility()
    expect(newest_notice(visit, patient)).to_contain_text("This one stays sent.")


def test_without_scripts_the_history_takes_it_back(visit, patient):
    teacher = visit(patient, javascript=False)
    page = open_dialog(teacher)
    compose(page, "Sent without scripts, and taken back.")
    page.get_by_role("button", name="Send Message").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Interventions")

    page.get_by_role("button", name="Undo").first.click()

    expect(page.get_by_text(f"Taken back. {STUDENT.name} has not seen it")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_have_value(
        "Sent without scripts, and taken back."
    )
    teacher.goto("/inbox/")
    expect(newest_notice(visit, patient)).not_to_contain_text("Sent without scripts")


def test_message_for_later_says_when_and_can_be_taken_back(visit, demo):
    teacher = visit(demo)
    page = open_dialog(teacher)
    compose(page, "A word for the new year.")
    page.get_by_text("Send later").click()
    page.get_by_label("Date").fill(LATER.isoformat())
    page.get_by_label("Time").fill("07:30")
    teacher.check_accessibility()
    page.get_by_role("button", name="Send Message").click()
    expect(page.get_by_text("Message scheduled")).to_be_visible()
    expect(page.get_by_text(LATER_WORDS)).to_be_visible()
    teacher.check_accessibility()
    expect(newest_notice(visit, demo)).not_to_contain_text("A word for the new year.")

    page.get_by_role("dialog").get_by_role("link", name="View Interventions").click()
    expect(page.get_by_text(LATER_WORDS)).to_be_visible()
    teacher.check_accessibility()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_label("Date")).to_have_value(LATER.isoformat())
    expect(page.get_by_label("Time")).to_have_value("07:30")


@pytest.mark.parametrize("javascript", [True, False])
def test_text_is_kept_as_a_template_and_offered_for_another_student(visit, demo, javascript):
    title = f"Together {'with' if javascript else 'without'} scripts"
    teacher = visit(demo, javascript=javascript)
    page = open_dialog(teacher)
    compose(page, f"Hi {STUDENT.name}, let us read it together.")
    page.get_by_role("button", name="Save this text as my template").click()
    expect(page.get_by_label("Text")).to_have_value("Hi {student_name}, let us read it together.")
    teacher.check_accessibility()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Save template").click()
    expect(page.get_by_text(f"Saved “{title}” under “My templates”.")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_have_value(
        f"Hi {STUDENT.name}, let us read it together."
    )

    teacher.goto("/analytics/classes/")
    page.get_by_role("link", name=CLASSROOM, exact=True).click()
    page.get_by_role("link", name="Take Action for Student 2").first.click()
    page.get_by_label("Category").select_option("Struggling")
    if not javascript:
        page.get_by_role("button", name="Show templates").click()
    page.get_by_label("Template", exact=True).select_option(title)
    if not javascript:
        page.get_by_role("button", name="Use template").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value(
        "Hi Student 2, let us read it together."
    )


def test_own_templates_are_listed_renamed_and_deleted(visit, demo):
    teacher = visit(demo)
    teacher.sign_in(TEACHER.username, PASSWORD)
    page = teacher.page
    teacher.goto("/interventions/templates/new/")
    page.get_by_label("Title").fill("First name")
    page.get_by_label("Category").select_option("Inactive")
    page.get_by_label("Text").fill("Hi {student_name}, {class_name} misses you.")
    teacher.check_accessibility()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved “First name”.")).to_be_visible()
    teacher.check_accessibility()

    page.get_by_role("link", name="First name").click()
    page.get_by_label("Title").fill("Second name")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Second name").click()
    page.get_by_text("Delete this template").click()
    teacher.check_accessibility()
    page.get_by_role("button", name="Delete").click()

    expect(page.get_by_text("Deleted “Second name”. Messages sent with it stay.")).to_be_visible()
    expect(page.get_by_role("link", name="Second name")).to_have_count(0)


def test_enter_in_a_field_neither_sends_nor_replaces_anything(visit, demo):
    page = open_dialog(visit(demo))
    compose(page, "My own words.")
    page.get_by_text("Send later").click()
    page.get_by_label("Date").press("Enter")

    page.wait_for_timeout(500)
    expect(page.get_by_label("Message", exact=True)).to_have_value("My own words.")
    expect(page.get_by_role("button", name="Send Message")).to_be_visible()


def test_one_click_on_a_suggestion_fills_the_form(visit, demo):
    teacher = visit(demo)
    page = open_dialog(teacher)
    page.get_by_label("Add a sentence").fill("See you.")

    page.get_by_role("group", name="Suggested").get_by_role("button", name="Meeting Offer").click()

    expect(page.locator(".preview")).to_have_text(
        re.compile("Let's meet tomorrow to go over it together.* See you.$")
    )
    expect(page.get_by_role("button", name="Meeting Offer")).to_be_focused()
    teacher.check_accessibility()
