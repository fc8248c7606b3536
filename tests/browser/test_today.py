"""A morning: who needs somebody, why, one click to the prepared action and one to send it."""

import re

import pytest
from playwright.sync_api import expect

from alpha.demo.sign_ins import LEADER, PASSWORD, STUDENT, TEACHER
from tests.browser.conftest import PHONE

REASON = (
    "From 70% (14 of 20)",
    "to 50% (10 of 20)",
    "about 27 points below the month before (likely 13 to 40)",
    "99 of 180 right (55%) on 9 days: surely below 70%",
)


def card_of(page, name):
    return page.get_by_role("article", name=name, exact=True)


def cards(page):
    return page.locator("#cards article")


def come_in(visit, site, **how):
    teacher = visit(site, **how)
    teacher.sign_in(TEACHER.username, PASSWORD)
    expect(teacher.page.get_by_role("heading", level=1)).to_have_text("Today")
    return teacher


def is_as_wide_as_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_story_comes_first_and_two_clicks_help(visit, untouched_demo):
    teacher = come_in(visit, untouched_demo)
    page = teacher.page
    card = cards(page).first
    expect(card.get_by_role("heading")).to_have_text(STUDENT.name)
    for words in REASON:
        expect(card).to_contain_text(words)
    teacher.check_accessibility()

    card.get_by_text("Why am I seeing this?").click()
    expect(card.get_by_role("table").first).to_be_visible()
    expect(card).to_contain_text("Accuracy over 30 days that is below 70%")
    teacher.check_accessibility()

    action = card.get_by_role("link", name="Assign targeted practice")
    action.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Title")).to_have_value(
        "Targeted Practice - Fractions, Division, Multiplication"
    )
    teacher.check_accessibility()
    dialog.get_by_role("button", name="Create Assignment").click()
    expect(dialog).to_contain_text(f"Assignment created and given to {STUDENT.name}")
    dialog.get_by_role("button", name="Done").click()

    expect(card).to_contain_text("In hand")
    expect(card).to_contain_text("You gave a targeted assignment today")
    expect(card.get_by_role("link", name="Other action")).to_be_focused()
    teacher.check_accessibility()
    page.reload()
    expect(card_of(page, STUDENT.name)).to_have_count(0)
    expect(page.get_by_role("region", name="Under way")).to_contain_text(STUDENT.name)
    expect(page.get_by_role("link", name=re.compile("^Targeted assignments: "))).to_be_visible()


def test_a_card_is_put_aside_and_taken_back_by_keyboard(visit, untouched_demo):
    page = come_in(visit, untouched_demo).page
    before = cards(page).count()
    card = cards(page).first
    snooze = card.locator("summary", has_text="Snooze")
    snooze.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    said = page.locator("#said")
    expect(said).to_have_text(re.compile(r"^Snoozed until \w+, \w+ \d+\.$"))
    undo = page.get_by_role("button", name=f"Undo ({STUDENT.name})")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")

    expect(said).to_have_text("Taken back.")
    expect(card.get_by_role("heading")).to_be_focused()
    expect(card).to_contain_text(REASON[0])
    assert cards(page).count() == before


def test_what_is_no_concern_says_so_and_more_wait_behind(visit, untouched_demo):
    teacher = come_in(visit, untouched_demo)
    page = teacher.page
    card = cards(page).nth(1)
    card.locator("summary", has_text="Not a concern").click()
    card.get_by_role("button", name="Already handled").click()
    expect(page.locator("#said")).to_have_text("Not a concern: already handled.")
    teacher.check_accessibility()

    page.get_by_role("link", name=re.compile(r"^\d+ more, lower priority$")).click()
    expect(page.locator("#more article").first).to_be_visible()
    teacher.check_accessibility()


def test_the_same_morning_without_scripts_on_a_phone(visit, untouched_demo):
    page = come_in(visit, untouched_demo, javascript=False, viewport=PHONE).page
    card = cards(page).first
    expect(card).to_contain_text(REASON[0])
    card.locator("summary", has_text="Snooze").click()
    card.get_by_role("button", name=re.compile("^Until ")).first.click()
    expect(page.locator("#done")).to_contain_text("Snoozed until")
    page.get_by_role("button", name=f"Undo ({STUDENT.name})").click()

    card_of(page, STUDENT.name).get_by_role("link", name="Assign targeted practice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take Action")
    page.get_by_role("button", name="Create Assignment").click()
    page.get_by_role("link", name="Today", exact=True).click()
    under_way = page.get_by_role("region", name="Under way")
    expect(under_way.get_by_role("listitem").filter(has_text=STUDENT.name)).to_contain_text(
        "In hand"
    )


def test_the_page_fits_a_phone_and_a_leaders_screen(visit, demo):
    teacher = come_in(visit, demo, viewport=PHONE)
    assert is_as_wide_as_the_screen(teacher.page)
    teacher.check_accessibility()
    leader = visit(demo)
    leader.sign_in(LEADER.username, PASSWORD)
    expect(leader.page.get_by_role("heading", name="Follow-through")).to_be_visible()
    leader.check_accessibility()


@pytest.mark.parametrize("javascript", [True, False])
def test_limits_are_tried_before_they_are_kept(visit, untouched_demo, javascript):
    teacher = come_in(visit, untouched_demo, javascript=javascript)
    page = teacher.page
    teacher.open_classes()
    page.get_by_role("link", name="Grade 5 Math – Blue", exact=True).click()
    page.get_by_role("link", name="Alert limits").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alert limits of Grade 5 Math – Blue")
    teacher.check_accessibility()
    rule = page.get_by_role("listitem").filter(
        has=page.get_by_role("heading", name="Struggling", exact=True)
    )
    before = rule.locator(".rule-preview").inner_text()
    page.get_by_label("Accuracy of 30 days below").fill("95")
    if not javascript:
        page.get_by_role("button", name="What would it flag?").click()
    expect(rule.locator(".rule-preview")).not_to_have_text(before)
    expect(rule.locator(".rule-preview")).to_have_text(re.compile(r"^Would flag \d+ of 28 today$"))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. The new limits hold")).to_be_visible()
    expect(page.get_by_label("Accuracy of 30 days below")).to_have_value("95")
