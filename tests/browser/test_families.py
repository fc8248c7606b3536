"""A letter to a family, from the tab to the mail server and back: written, delivered, read, stopped, started again."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from alpha.demo.sign_ins import GUARDIAN, PASSWORD, STUDENT, TEACHER
from tests.browser.conftest import PHONE, served
from tests.browser.test_take_away import expect_one_page
from tests.smtp import Script, mail_server

pytestmark = pytest.mark.browser

CLASS = "Grade 5 Math – Small Group"
ADDED = "Fractions with blocks are a good start."
# The hour of the test decides nothing: letters leave at any time.
NO_QUIET_HOURS = """
from datetime import time
from alpha.accounts.models import School
School.objects.update(quiet_from=time(0), quiet_until=time(0))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A demonstration school of its own: what families stop here is no business of other journeys."""
    with served(tmp_path_factory.mktemp("families")) as site:
        site.manage("seed_demo")
        site.manage("shell", "-c", NO_QUIET_HOURS)
        yield site


@pytest.fixture
def script():
    return Script()


def deliver(site, script):
    """The worker's one round, with a mail server on this machine."""
    with mail_server(script) as port:
        replace(site, env=site.env | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}).manage(
            "worker", "--once"
        )


def open_letter(teacher, student):
    page = teacher.page
    teacher.goto("/analytics/classes/")
    page.get_by_role("link", name=CLASS, exact=True).click()
    page.get_by_role("link", name=f"Take Action for {student}").first.click()
    page.get_by_role("link", name="Notify Parent").click()
    expect(page.get_by_label("What is it about?")).to_be_visible()


def write_letter(teacher):
    page = teacher.page
    open_letter(teacher, STUDENT.name)
    expect(page.get_by_label(re.compile(GUARDIAN.name)).first).to_be_checked()
    expect(page.get_by_text("will be sent now")).to_be_visible()
    text = page.get_by_label(f"Letter in English, for {GUARDIAN.name}")
    expect(text).to_have_value(re.compile(f"^Hello {GUARDIAN.name},"))
    text.fill(f"{text.input_value()}\n{ADDED}")
    if not teacher.javascript:
        page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview")).to_contain_text(ADDED)
    expect(page.locator(".preview")).to_contain_text("99 answers were right (55%)")
    teacher.check_accessibility()
    page.get_by_role("button", name="Notify Parent").click()
    expect(page.get_by_text("The letter is on its way.")).to_be_visible()
    expect(page.get_by_text("Queued").first).to_be_visible()
    teacher.check_accessibility()


def go_to_history(teacher):
    if teacher.javascript:
        dialog = teacher.page.get_by_role("dialog")
        dialog.get_by_role("link", name="View Interventions").click()
    else:
        teacher.page.reload()


@pytest.mark.parametrize("javascript", [True, False])
def test_letter_reaches_the_family_who_can_stop_it_and_come_back(visit, site, script, javascript):
    teacher = visit(site, javascript=javascript)
    teacher.sign_in(TEACHER.username, PASSWORD)
    write_letter(teacher)

    deliver(site, script)

    # In the evening the same round reminds teachers of tomorrow's meetings.
    [message] = [mail for mail in script.messages if mail["To"] == "parent@maple-grove.example"]
    assert ["parent@maple-grove.example"] in script.recipients
    assert message["Subject"] == "A note from Maple Grove School"
    assert message["From"] == "Maple Grove School <office@maple-grove.example>"
    assert message["Reply-To"] == "teacher@maple-grove.example"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = message.get_content()
    assert text.startswith(f"Hello {GUARDIAN.name},")
    assert ADDED in text
    go_to_history(teacher)
    expect(teacher.page.get_by_text(re.compile(r"^Sent$")).first).to_be_visible()
    teacher.check_accessibility()
    stop_and_come_back(visit, teacher, urlsplit(message["List-Unsubscribe"].strip(" <>")).path)


def stop_and_come_back(visit, teacher, path):
    """By the address in the mail, on a phone, without a sign-in."""
    family = visit(teacher.site, javascript=teacher.javascript, viewport=PHONE)
    family.goto(path)
    family.check_accessibility()
    family.page.get_by_role("button", name="Stop this mail").click()
    expect(family.page.get_by_role("heading")).to_have_text("You get no more of this mail")
    family.check_accessibility()
    open_letter(teacher, STUDENT.name)
    expect(teacher.page.get_by_text("has opted out")).to_be_visible()
    expect(teacher.page.get_by_text("no contact possible")).to_be_visible()
    family.page.get_by_role("button", name="Start it again").click()
    expect(family.page.get_by_role("heading")).to_have_text("You get this mail again")
    assert family.context.cookies() == []


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE])
def test_letter_in_the_language_of_the_family_is_printed_on_one_page(visit, site, viewport):
    teacher = visit(site, viewport=viewport)
    teacher.sign_in(TEACHER.username, PASSWORD)
    open_letter(teacher, "Student 1")
    teacher.check_accessibility()
    expect(teacher.page.get_by_label("Letter in Spanish, for Lucía Ortega")).to_have_value(
        re.compile("^Hola, Lucía Ortega:")
    )
    teacher.page.get_by_role("link", name="View Interventions").click()
    teacher.page.get_by_role("link", name="letter to Lucía Ortega").first.click()

    letter = teacher.page.locator("article")
    expect(letter).to_have_attribute("lang", "es")
    expect(letter).to_contain_text("Los últimos 30 días en breve")
    teacher.check_accessibility()
    expect_one_page(teacher.page)


def test_topic_changes_the_text_and_keeps_who_gets_it(visit, site):
    teacher = visit(site)
    teacher.sign_in(TEACHER.username, PASSWORD)
    page = teacher.page
    open_letter(teacher, "Student 2")
    page.get_by_label(re.compile("Bao Tran")).first.uncheck()

    page.get_by_label("What is it about?").select_option("Please let us talk")

    text = page.get_by_label("Letter in English, for Bao Tran and Mai Tran")
    expect(text).to_have_value(re.compile("I would like to talk with you"))
    expect(page.get_by_label(re.compile("Bao Tran")).first).not_to_be_checked()
    expect(page.locator(".preview")).to_contain_text("I would like to talk with you")
    expect(page.get_by_text("no Vietnamese template")).to_be_visible()


def test_letter_is_taken_back_in_the_dialog(visit, site, script):
    teacher = visit(site)
    teacher.sign_in(TEACHER.username, PASSWORD)
    page = teacher.page
    open_letter(teacher, STUDENT.name)
    page.get_by_role("button", name="Notify Parent").click()

    page.get_by_role("button", name=re.compile("Take back")).click()

    expect(page.get_by_text("taken back by the sender").first).to_be_visible()
    deliver(site, script)
    assert script.messages == []


def test_refused_letter_keeps_what_was_typed(visit, site):
    teacher = visit(site)
    teacher.sign_in(TEACHER.username, PASSWORD)
    page = teacher.page
    open_letter(teacher, STUDENT.name)
    text = page.get_by_label(f"Letter in English, for {GUARDIAN.name}")
    text.fill("About {skill_name}")
    page.get_by_role("button", name="Notify Parent").click()
    expect(text).to_have_value("About {skill_name}")
    expect(text).to_be_focused()
    expect(page.get_by_role("dialog")).to_contain_text("Fill in {skill_name} first")
    teacher.check_accessibility()
