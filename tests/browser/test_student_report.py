"""The parts of the student report that open on request, and the help marked in its chart."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_main_journey import DEMO_STORY, SENT, open_report

pytestmark = pytest.mark.browser

MARKS_DRAWN = """() => Object.keys(
    Chart.getChart(document.querySelector("canvas[data-chart=student-accuracy]"))
        .config.options.plugins.annotation.annotations
).filter((name) => name.startsWith("mark ")).length"""


def test_help_given_is_marked_in_the_chart_and_stands_in_the_timeline(visit, demo):
    teacher = visit(demo)
    open_report(teacher, DEMO_STORY)
    page = teacher.page
    page.get_by_role("link", name="Take Action").click()
    page.get_by_role("button", name="Send Message").click()
    expect(page.get_by_text(SENT)).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Help given, marked in the chart:")).to_be_visible()
    page.wait_for_function(f"({MARKS_DRAWN})() === 1")

    page.locator("#timeline-panel > summary").press("Enter")
    timeline = page.locator("#timeline-panel")
    expect(timeline.get_by_role("heading", name="Message sent").first).to_be_visible()
    expect(timeline.get_by_text("Practiced: 70% (14 of 20)").first).to_be_visible()
    teacher.check_accessibility()


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_folded_opens_on_a_phone(visit, demo, javascript):
    teacher = visit(demo, javascript=javascript, viewport=PHONE)
    open_report(teacher, DEMO_STORY)
    page = teacher.page
    for sentence in (
        "55% right (99 of 180) on 9 days, 15 points below the class average.",
        "Declining: about 27 points below the month before (likely 13 to 40).",
        "Next: practice Multiplication, the weakest skill that needs nothing else first.",
    ):
        expect(page.get_by_text(sentence)).to_be_visible()
    page.get_by_text("Recent practice", exact=True).click()
    rows = page.get_by_role("region", name="Recent practice").get_by_role("row")
    expect(rows).to_have_count(11)
    teacher.check_accessibility()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    page.get_by_text("Timeline", exact=True).click()
    if not javascript:
        page.get_by_role("link", name=f"The timeline of {DEMO_STORY.student}").click()
    expect(page.get_by_text("Practiced: 70% (14 of 20)").first).to_be_visible()
