"""What helped, and the school's figures, as teachers and leaders read them."""

import pytest

from alpha.demo.sign_ins import LEADER, PASSWORD, TEACHER
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_leader_reads_what_helped_and_the_figures_of_the_school(demo, visit, javascript):
    visitor = visit(demo, javascript=javascript, viewport=PHONE if javascript else DESKTOP)
    page = visitor.page
    visitor.sign_in(LEADER.username, PASSWORD)

    page.get_by_role("link", name="What works").click()
    row = page.get_by_role("row").filter(has_text="Targeted assignment").first
    assert "points higher" in row.inner_text()
    assert page.get_by_text("it is not an experiment").is_visible()
    page.get_by_text("Show the numbers as a table").first.click()
    assert page.get_by_role("columnheader", name="Likely from").is_visible()
    if javascript:
        assert page.evaluate("Chart.getChart(document.querySelector('canvas')).data.labels.length")
    visitor.check_accessibility()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.get_by_role("link", name="School", exact=True).click()
    page.get_by_text("What it counts").first.click()
    assert page.get_by_text("A week is seven dates").is_visible()
    visitor.check_accessibility()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_teacher_turns_the_pages_of_her_casebook_and_takes_the_table_along(demo, visit):
    visitor = visit(demo)
    page = visitor.page
    visitor.sign_in(TEACHER.username, PASSWORD)

    page.get_by_role("link", name="What works").click()
    assert page.get_by_role("article").count() == 5
    assert page.get_by_text("Too early to compare").is_visible()
    visitor.check_accessibility()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV file").click()
    assert download.value.suggested_filename.startswith("what-works-")

    page.get_by_role("link", name="Next").click()
    assert page.get_by_text("Page 2 of").is_visible()
    page.get_by_role("link", name="90 days").click()
    page.get_by_role("link", name="90 days", exact=True).and_(
        page.locator("[aria-current]")
    ).wait_for()
