"""Help given weeks ago is due to be looked at: its numbers, its goal, and going on."""

import pytest
from playwright.sync_api import expect

from alpha.demo.goals import NOTES
from alpha.demo.sign_ins import PASSWORD, TEACHER
from tests.browser.conftest import DESKTOP, PHONE

FOLLOW_UPS = "/interventions/follow-ups/"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_changed_stands_beside_the_goal_and_its_line(demo, visit, viewport):
    teacher = visit(demo, viewport=viewport)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.goto(FOLLOW_UPS)
    teacher.check_accessibility()

    card = page.locator(".follow-up").filter(has_text="Goal: 80%")
    card.get_by_role("link", name="Targeted assignment created").first.click()

    measured = page.get_by_role("region", name="What changed")
    expect(measured.locator(".stat-value")).to_have_count(5)
    expect(measured).to_contain_text("includes natural rebound")
    expect(measured).to_contain_text("Goal: 80% by")
    lines = page.evaluate(
        "Chart.getChart(document.querySelector('canvas')).data.datasets.map((one) => one.label)"
    )
    assert lines == ["Accuracy", "Aim"]
    marks = page.evaluate(
        "Object.keys(Chart.getChart(document.querySelector('canvas')).config.options.plugins.annotation.annotations)"
    )
    assert [mark.split()[0] for mark in marks] == ["mark"]
    expect(page.get_by_text(NOTES)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    teacher.check_accessibility()


def test_a_goal_is_changed_in_a_dialog_and_the_line_follows(demo, visit):
    teacher = visit(demo)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.goto(FOLLOW_UPS)
    card = page.locator(".follow-up").filter(has_text="Goal: 80%")
    card.get_by_role("link", name="Targeted assignment created").first.click()

    page.get_by_role("link", name="Change the goal").click()
    page.get_by_label("Goal accuracy in percent").fill("101")
    page.get_by_role("button", name="Save").click()
    expect(
        page.get_by_text("Write the goal as a whole number from 1 to 100.").first
    ).to_be_visible()
    teacher.check_accessibility()
    page.get_by_label("Goal accuracy in percent").fill("85")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Done").click()

    expect(page.get_by_role("region", name="What changed")).to_contain_text("Goal: 85% by")
    page.wait_for_function(
        "Chart.getChart(document.querySelector('canvas'))?.data.datasets[1].data.at(-1) > 80"
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_going_on_takes_the_card_away(demo, visit, javascript):
    teacher = visit(demo, javascript=javascript)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.goto(FOLLOW_UPS)
    cards = page.locator("#follow-ups .follow-up[id]")
    before = cards.count()

    cards.first.get_by_role("link", name="Continue").click()
    expect(page.get_by_label("Look again on")).not_to_have_value("")
    teacher.check_accessibility()
    page.get_by_role("button", name="Continue").click()
    if javascript:
        page.get_by_role("button", name="Done").click()

    expect(cards).to_have_count(before - 1)


def test_something_else_shows_what_it_takes_the_place_of(demo, visit):
    teacher = visit(demo)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.goto(FOLLOW_UPS)
    cards = page.locator("#follow-ups .follow-up[id]")
    before = cards.count()

    cards.first.get_by_role("link", name="Change").click()
    expect(page.locator("#modal-body")).to_contain_text("Instead of")
    page.get_by_role("link", name="Schedule Meeting").click()
    page.locator("summary", has_text="Goal").click()
    page.get_by_label("Goal accuracy in percent").fill("75")
    teacher.check_accessibility()
    page.get_by_role("button", name="Schedule Meeting").last.click()
    expect(page.get_by_text("Meeting scheduled").first).to_be_visible()
    page.get_by_role("button", name="Done").click()

    expect(cards).to_have_count(before - 1)
