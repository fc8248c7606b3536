"""A teacher gives targeted practice, the student does it on a phone, and the teacher sees what came of it."""

import re
import shutil
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from alpha.demo.seeding import TIME_ZONE
from alpha.demo.sign_ins import PASSWORD, STUDENT, TEACHER
from alpha.demo.story import CLASS_NAME
from tests.browser.conftest import PHONE, served
from tests.demo.test_questions import worked_out

TITLE = "Fractions & Division Practice"
DONE = f"Assignment created and given to {STUDENT.name}"
# Which of the fifteen answers are right: eleven.
WRONG = {2, 5, 9, 14}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeded")
    with served(folder) as site:
        site.manage("seed_demo")
    return folder


@pytest.fixture
def untouched(seeded, tmp_path):
    """The demonstration school as nobody has used it yet: doing the work changes the story's numbers."""
    for file in seeded.iterdir():
        shutil.copy(file, tmp_path)
    with served(tmp_path) as site:
        yield site


def open_tab(teacher) -> Page:
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.open_classes()
    page.get_by_role("link", name=CLASS_NAME, exact=True).click()
    page.get_by_role("link", name=f"View Performance Report of {STUDENT.name}").click()
    page.get_by_role("link", name="Take Action").click()
    page.get_by_role("link", name="Create Targeted Assignment").click()
    expect(page.get_by_label("Title")).to_be_visible()
    # What has just come in listens to nobody yet.
    expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
    return page


def skill(page: Page, name: str):
    return page.get_by_role("checkbox", name=name)


def suggested_day() -> str:
    day = datetime.now(ZoneInfo(TIME_ZONE)).date() + timedelta(days=3)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.isoformat()


def check_what_is_filled_in(page: Page) -> None:
    expect(page.get_by_label("Title")).to_have_value(
        "Targeted Practice - Fractions, Division, Multiplication"
    )
    for name in ("Fractions (50%)", "Division (55%)", "Multiplication (60%)"):
        expect(skill(page, name)).to_be_checked()
    expect(page.get_by_label("Question count")).to_have_value("15")
    expect(page.get_by_label("Difficulty")).to_have_value("easy")
    expect(page.get_by_text("Easy (based on 55% accuracy, 99 of 180)")).to_be_visible()
    expect(page.get_by_label("Due date")).to_have_value(suggested_day())


def adjust(page: Page, *, javascript: bool) -> None:
    page.get_by_label("Difficulty").select_option("Medium")
    skill(page, "Multiplication (60%)").uncheck()
    if not javascript:
        page.get_by_role("button", name="Refresh title").click()
    expect(page.get_by_label("Title")).to_have_value("Targeted Practice - Fractions, Division")
    expect(page.get_by_label("Difficulty")).to_have_value("medium")
    page.get_by_label("Title").fill(TITLE)


def give_the_assignment(teacher, *, javascript: bool) -> None:
    page = open_tab(teacher)
    check_what_is_filled_in(page)
    teacher.check_accessibility()
    adjust(page, javascript=javascript)
    page.get_by_role("button", name="Create Assignment").click()
    expect(page.get_by_text(DONE)).to_be_visible()
    teacher.check_accessibility()


def answer(page: Page, *, right: bool) -> None:
    value = Fraction(worked_out(page.locator("#prompt").inner_text()))
    choices = page.get_by_role("radio")
    if choices.count():
        fitting = [
            choice for choice in choices.all() if (Fraction(choice.input_value()) == value) == right
        ]
        fitting[0].check()
    else:
        page.get_by_label("Your answer").fill(str(value if right else value + 7))
    page.get_by_role("button", name="Check answer").click()
    expect(page.get_by_role("heading", name="Right!" if right else "Not quite")).to_be_visible()


def begin_from_the_inbox(student) -> Page:
    page = student.page
    student.sign_in(STUDENT.username, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    student.check_accessibility()
    page.get_by_role("link", name="1 new in your inbox").click()
    page.get_by_role("link", name=f"New assignment: {TITLE}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    student.check_accessibility()
    return page


def do_the_work(student) -> None:
    page = begin_from_the_inbox(student)
    for number in range(1, 16):
        expect(page.get_by_role("main")).to_contain_text(f"Question {number} of 15")
        answer(page, right=number not in WRONG)
        if number == 6:
            leave_and_come_back(student)
        elif number < 15:
            page.get_by_role("link", name="Next question").click()
    student.check_accessibility()
    page.get_by_role("link", name="See how it went").click()
    expect(page.get_by_role("heading", name="Done. 11 of 15 right")).to_be_visible()
    page.get_by_text("Question by question").click()
    expect(page.get_by_text("Not quite")).to_have_count(4)
    student.check_accessibility()


def leave_and_come_back(student) -> None:
    page = student.page
    page.get_by_role("link", name="Go on later").click()
    expect(page.get_by_role("main")).to_contain_text("6 of 15 questions done")
    student.check_accessibility()
    page.get_by_role("link", name=f"Continue {TITLE}").click()


def see_the_result(teacher) -> None:
    page = teacher.page
    teacher.goto("/analytics/classes/")
    page.get_by_role("link", name=CLASS_NAME, exact=True).click()
    if not teacher.javascript:
        page.get_by_role("link", name=f"Assigned work of {CLASS_NAME}").click()
    row = page.get_by_role("row", name=re.compile(f"^{TITLE}"))
    expect(row).to_contain_text("1 of 1")
    expect(row).to_contain_text("73% (11 of 15)")
    teacher.check_accessibility()
    row.get_by_role("link", name=STUDENT.name).click()
    page.get_by_text("Results of finished work").click()
    finished = page.get_by_role("region", name="Results of finished work")
    expect(finished.get_by_role("row", name=re.compile(f"^{TITLE}"))).to_contain_text(
        "73% (11 of 15)"
    )
    # 99 of 180 and 11 of 15.
    expect(page.get_by_role("main")).to_contain_text("110 of 195")
    page.get_by_role("link", name="View Interventions").first.click()
    done = page.get_by_role("heading", name=f"Targeted assignment created: {TITLE}")
    expect(done).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_targeted_practice_from_the_teacher_to_the_student_and_back(visit, untouched, javascript):
    teacher = visit(untouched, javascript=javascript)
    give_the_assignment(teacher, javascript=javascript)
    do_the_work(visit(untouched, javascript=javascript, viewport=PHONE))
    see_the_result(teacher)


def test_impossible_input_is_told_beside_each_field_and_nothing_is_lost(visit, demo):
    teacher = visit(demo)
    page = open_tab(teacher)
    for name in ("Fractions (50%)", "Division (55%)", "Multiplication (60%)"):
        skill(page, name).uncheck()
    page.get_by_label("Question count").fill("201")
    page.get_by_label("Title").fill("Something")
    page.get_by_role("button", name="Create Assignment").click()
    expect(page.get_by_text("Choose at least one skill.")).to_be_visible()
    expect(page.get_by_text("Ask at most 200 questions.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Something")
    expect(page.get_by_label("Question count")).to_have_value("201")
    teacher.check_accessibility()


def test_a_day_without_school_can_be_changed_for_the_next_one(visit, demo):
    teacher = visit(demo)
    page = open_tab(teacher)
    monday = datetime.fromisoformat(suggested_day()).date()
    while monday.weekday():
        monday += timedelta(days=1)
    page.get_by_label("Due date").fill((monday - timedelta(days=1)).isoformat())
    expect(page.get_by_text("is no school day.")).to_be_visible()
    teacher.check_accessibility()
    page.get_by_role("button", name="Make it Monday").click()
    expect(page.get_by_label("Due date")).to_have_value(monday.isoformat())
    expect(page.get_by_label("Due date")).to_be_focused()


def test_what_is_typed_meanwhile_is_not_replaced_by_a_suggestion(visit, demo):
    teacher = visit(demo)
    page = open_tab(teacher)
    # The suggestion arrives when the teacher is writing already.
    page.route("**/take-action/**", lambda route: (page.wait_for_timeout(700), route.continue_()))
    with page.expect_response("**/take-action/**"):
        skill(page, "Multiplication (60%)").uncheck()
        page.get_by_label("Title").fill(TITLE)
    expect(page.get_by_text("Easy (based on 53% accuracy, 63 of 120)")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value(TITLE)


def tab_to(page: Page, target) -> None:
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def test_keyboard_alone_gives_an_assignment(visit, demo):
    teacher = visit(demo)
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.open_classes()
    page = teacher.page
    page.get_by_role("link", name=CLASS_NAME, exact=True).click()
    page.get_by_role("link", name="Take Action for Student 1").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Create Targeted Assignment"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Title")).to_be_visible()
    tab_to(page, page.get_by_role("dialog").get_by_role("checkbox").first)
    page.keyboard.press("Space")
    expect(page.get_by_label("Title")).to_have_value(re.compile("^Targeted Practice - "))
    tab_to(page, page.get_by_role("button", name="Create Assignment"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Assignment created and given to Student 1")).to_be_focused()
