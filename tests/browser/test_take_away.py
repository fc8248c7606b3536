"""Reports leave Alpha as people take them: downloaded from the menu, printed on one page."""

import csv
import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from alpha.demo.sign_ins import LEADER, PASSWORD, STUDENT, TEACHER
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

# The demonstration's largest class, of thirty.
LARGEST_CLASS = "Grade 6 Math – Oak"
SMALL_CLASS = "Grade 5 Math – Small Group"
SCREENS = pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE])


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def open_class(visitor, name):
    visitor.open_classes()
    visitor.page.get_by_role("link", name=name, exact=True).click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(name)


def choose(page, label):
    page.get_by_text("Export", exact=True).click()
    page.get_by_role("link", name=label).click()


def expect_one_page(page):
    for paper in ("A4", "Letter"):
        assert (paper, pages_of(page.pdf(format=paper))) == (paper, 1)


@pytest.mark.parametrize("javascript", [True, False])
def test_class_is_downloaded_as_the_page_shows_it(demo, visit, javascript):
    teacher = visit(demo, javascript=javascript)
    teacher.sign_in(TEACHER.username, PASSWORD)
    open_class(teacher, SMALL_CLASS)
    for label, read in [("CSV file", read_csv), ("Spreadsheet (XLSX)", read_xlsx)]:
        with teacher.page.expect_download() as download:
            choose(teacher.page, label)
        assert download.value.suggested_filename.startswith("Class report Grade 5 Math")
        names, accuracy = read(Path(download.value.path()))
        assert names == ["Student 1", "Student 2", "Student 3"]
        assert accuracy[2] == 0.55
        teacher.page.reload()


def read_csv(path: Path):
    lines = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    start = lines.index(["Students"])
    rows = lines[start + 2 : lines.index([], start)]
    return [row[0] for row in rows], [float(row[1]) for row in rows]


def read_xlsx(path: Path):
    rows = list(load_workbook(io.BytesIO(path.read_bytes()))["Students"].values)[1:]
    return [row[0] for row in rows], [row[1] for row in rows]


@SCREENS
def test_class_of_thirty_is_printed_on_one_page(demo, visit, viewport):
    leader = visit(demo, viewport=viewport)
    leader.sign_in(LEADER.username, PASSWORD)
    open_class(leader, LARGEST_CLASS)

    choose(leader.page, "Print sheet")

    assert leader.page.get_by_role("row").count() == 1 + 30
    leader.check_accessibility()
    expect_one_page(leader.page)


@SCREENS
def test_conference_sheet_is_one_page_without_rank(demo, visit, viewport):
    teacher = visit(demo, viewport=viewport)
    teacher.sign_in(TEACHER.username, PASSWORD)
    open_class(teacher, SMALL_CLASS)
    teacher.page.get_by_role("link", name=f"View Performance Report of {STUDENT.name}").click()

    choose(teacher.page, "Print sheet")

    expect(teacher.page.get_by_role("heading", name="What goes well")).to_be_visible()
    said = teacher.page.get_by_role("main").inner_text()
    assert "55% (99 of 180)" in said
    assert not re.search("rank|percentile|class average|lowest", said, re.IGNORECASE)
    teacher.check_accessibility()
    expect_one_page(teacher.page)
    teacher.page.get_by_role("link", name="Back to the report").click()
    expect(teacher.page.get_by_role("link", name="View Interventions").first).to_be_visible()


def test_files_come_in_the_order_that_the_table_was_sorted_by(demo, visit):
    teacher = visit(demo)
    teacher.sign_in(TEACHER.username, PASSWORD)
    open_class(teacher, SMALL_CLASS)
    teacher.page.get_by_role("link", name="Questions", exact=True).click()
    teacher.page.wait_for_url("**sort=-questions")

    teacher.page.get_by_text("Export", exact=True).click()

    file = teacher.page.get_by_role("link", name="CSV file")
    expect(file).to_have_attribute("href", re.compile(r"/csv/\?sort=-questions$"))
