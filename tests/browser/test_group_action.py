"""Several students at once: from a column of the heat map, or the class list, to what each of them got."""

import pytest
from playwright.sync_api import expect

from alpha.demo.sign_ins import PASSWORD, STUDENT, TEACHER
from tests.browser.conftest import PHONE
from tests.browser.test_heatmap import open_heatmap

pytestmark = pytest.mark.browser

CLASSROOM = "Grade 5 Math – Small Group"


def select_column(page, skill):
    page.get_by_role("checkbox", name=f"Select {skill}", exact=True).check()
    page.get_by_role("button", name="Show selected").click()
    page.get_by_role("link", name="Take Action for these 3 students").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take Action")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_column_becomes_a_message_to_each_but_the_one_unticked(visit, demo, javascript):
    teacher = visit(demo, javascript=javascript)
    page = open_heatmap(teacher)
    select_column(page, "Multiplication")
    teacher.check_accessibility()
    previews = page.get_by_role("group", name="What each student gets")
    expect(previews).to_contain_text("Hi Student 3, I see you're working hard on Multiplication.")

    words = f"Hi {{student_name}}, {'with' if javascript else 'without'} scripts: {{skill_name}}."
    page.get_by_label("Text for everybody").fill(words)
    if not javascript:
        page.get_by_role("button", name="Preview").click()
    text = words.replace("{student_name}", STUDENT.name).replace("{skill_name}", "Multiplication")
    expect(previews).to_contain_text(text)
    page.get_by_role("checkbox", name="Student 1").uncheck()
    page.get_by_role("button", name="Send Message").click()

    expect(page.get_by_role("heading", name="2 messages sent")).to_be_visible()
    result = page.get_by_role("list").filter(has_text=text)
    expect(result.get_by_role("listitem")).to_have_count(2)
    expect(result).not_to_contain_text("Student 1")
    teacher.check_accessibility()

    student = visit(demo, javascript=javascript, viewport=PHONE)
    student.sign_in(STUDENT.username, PASSWORD)
    student.goto("/inbox/")
    expect(student.page.get_by_role("main")).to_contain_text(text)


@pytest.mark.parametrize("javascript", [True, False])
def test_students_ticked_in_the_class_list_are_given_practice(visit, demo, javascript):
    teacher = visit(demo, javascript=javascript)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.open_classes()
    page.get_by_role("link", name=CLASSROOM, exact=True).click()
    for name in ("Student 1", "Student 3"):
        page.get_by_role("checkbox", name=f"Select {name}").check()
    teacher.check_accessibility()
    page.get_by_role("button", name="Take Action for the ticked students").click()
    page.get_by_role("link", name="Create Targeted Assignment").click()
    # Nothing of Student 1 is weak.
    expect(page.get_by_role("region", name="Left out: 1 student")).to_contain_text("Student 1")
    teacher.check_accessibility()
    page.get_by_label("Practice").select_option("Division")
    if not javascript:
        page.get_by_role("button", name="Preview").click()
    previews = page.get_by_role("group", name="What each student gets")
    expect(previews.get_by_role("checkbox")).to_have_count(2)
    expect(previews).to_contain_text("Targeted Practice - Division")
    page.get_by_role("button", name="Create Assignment").click()

    expect(page.get_by_role("heading", name="2 assignments created")).to_be_visible()


def test_a_phone_shows_a_meeting_with_several_and_its_clash(visit, demo):
    teacher = visit(demo, viewport=PHONE)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.open_classes()
    page.get_by_role("link", name=CLASSROOM, exact=True).click()
    page.get_by_role("link", name="For the whole class").first.click()
    page.get_by_role("link", name="Schedule Meeting").click()
    page.get_by_label("Time").fill("07:10")
    page.get_by_label("Invite the families by e-mail").check()
    expect(page.get_by_role("group", name="Who comes")).to_contain_text("invit")
    teacher.check_accessibility()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Schedule Meeting").click()
    expect(page.get_by_role("heading", name="Meeting scheduled with 3 students")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Done")).to_have_count(3)
    teacher.check_accessibility()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
