"""The heat map of a class: by keyboard, on a phone, and without scripts."""

import pytest
from playwright.sync_api import expect

from alpha.demo.sign_ins import PASSWORD, TEACHER
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser


def open_heatmap(visitor, classroom="Grade 5 Math – Small Group"):
    visitor.sign_in(TEACHER.username, PASSWORD)
    visitor.open_classes()
    visitor.page.get_by_role("link", name=classroom, exact=True).click()
    visitor.page.get_by_role("link", name="Skill heat map").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Skills of")
    return visitor.page


def test_keyboard_opens_the_evidence_of_a_cell_and_comes_back_to_it(visit, demo):
    teacher = visit(demo)
    page = open_heatmap(teacher)
    teacher.check_accessibility()
    row = page.get_by_role("row", name="Student 3")
    cells = row.locator("td > a")
    cells.first.focus()
    page.keyboard.press("ArrowRight")
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Student 3")
    teacher.check_accessibility()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(cells.nth(1)).to_be_focused()


def test_cells_say_letter_share_and_number_of_answers(visit, demo):
    page = open_heatmap(visit(demo))
    row = page.get_by_role("row", name="Student 3")
    cells = [" ".join(cell.split()) for cell in row.locator("td > a").all_inner_texts()]
    assert sorted(cells) == ["N 50% 60", "N 55% 60", "N 60% 60"]


@pytest.mark.parametrize("javascript", [True, False])
def test_chosen_students_stand_alone_and_lead_to_help(visit, demo, javascript):
    teacher = visit(demo, javascript=javascript)
    page = open_heatmap(teacher)
    page.get_by_label("Select Student 3").check()
    page.get_by_role("button", name="Show selected").click()
    expect(page.get_by_text("1 of 3 students, 3 of 3 skills")).to_be_visible()
    teacher.check_accessibility()
    page.get_by_role("link", name="Take Action for Student 3").first.click()
    expect(page.get_by_label("Message", exact=True)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_single_cells_are_selected_and_listed_with_their_skills(visit, demo, javascript):
    teacher = visit(demo, javascript=javascript)
    page = open_heatmap(teacher)
    page.get_by_role("navigation", name="Cells").get_by_role("link", name="Select").click()
    page.get_by_role("checkbox", name="Student 3, Fractions: N 50% 60").check()
    page.get_by_role("checkbox", name="Student 1, Division:").check()
    teacher.check_accessibility()
    page.get_by_role("button", name="Show selected").click()
    chosen = page.get_by_role("region", name="Selected students")
    expect(chosen.get_by_role("row", name="Student 3")).to_contain_text("Fractions 50%, 30 of 60")
    expect(chosen.get_by_role("row", name="Student 1")).to_contain_text("Division")
    expect(page.get_by_role("checkbox", name="Student 3, Fractions:")).to_be_checked()
    teacher.check_accessibility()
    chosen.get_by_role("link", name="Take Action for Student 3").click()
    expect(page.get_by_label("Message", exact=True)).to_be_visible()


def test_keyboard_walks_among_the_boxes_and_ticks_them(visit, demo):
    page = open_heatmap(visit(demo))
    page.get_by_role("navigation", name="Cells").get_by_role("link", name="Select").click()
    boxes = page.get_by_role("row", name="Student 3").locator("td input")
    boxes.first.focus()
    page.keyboard.press("ArrowRight")
    expect(boxes.nth(1)).to_be_focused()
    page.keyboard.press("Space")
    expect(boxes.nth(1)).to_be_checked()
    expect(page.get_by_text("1 ticked")).to_be_visible()
    # One box is in the order of the Tab key, so the next stop is outside the map's cells.
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.matches('td input')")


def test_without_scripts_a_cell_leads_to_a_page_of_its_evidence(visit, demo):
    page = open_heatmap(visit(demo, javascript=False))
    page.get_by_role("row", name="Student 3").locator("td > a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Student 3")


def test_skill_page_and_a_map_on_a_phone_are_accessible(visit, demo):
    teacher = visit(demo, viewport=PHONE)
    page = open_heatmap(teacher)
    teacher.check_accessibility()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("columnheader").get_by_role("link", name="Fractions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fractions")
    teacher.check_accessibility()


def test_a_phone_shows_the_list_by_skill_and_folds_the_switches(visit, demo):
    page = open_heatmap(visit(demo, viewport=PHONE))
    by_skill = page.get_by_role("region", name="Skills as a list")
    switch = page.get_by_role("navigation", name="Cells")
    expect(by_skill.get_by_role("link", name="Fractions")).to_be_visible()
    expect(switch).to_be_hidden()
    page.get_by_text("Order, size and selection").click()
    expect(switch).to_be_visible()
    page.set_viewport_size(DESKTOP)
    page.reload()
    expect(by_skill).to_be_hidden()
    expect(switch).to_be_visible()


def test_class_pages_fit_a_phone_with_a_few_lines_for_each_student(visit, demo):
    teacher = visit(demo, viewport=PHONE)
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.open_classes()
    page = teacher.page
    teacher.check_accessibility()
    page.get_by_role("link", name="Grade 5 Math – Small Group", exact=True).click()
    rows = page.locator("#student-table tbody tr")
    expect(rows.first).to_contain_text("Take Action")
    assert max(row.bounding_box()["height"] for row in rows.all()) < 150
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    teacher.check_accessibility()
