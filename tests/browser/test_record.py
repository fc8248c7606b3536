"""One week later: a teacher sees what became of her help, marks it as resolved, and opens it again."""

import re

import pytest
from playwright.sync_api import expect

from alpha.demo.sign_ins import ADMINISTRATOR, PASSWORD, STUDENT, TEACHER
from tests.browser.conftest import PHONE, served

CLASS_NAME = "Grade 5 Math – Small Group"
NOTES = (
    "Student showed improvement after meeting and assignment."
    " Accuracy increased from 55% to 65%. Will continue monitoring."
)
SAID = "Intervention marked as resolved"

# The demonstration school as it was a week ago, help given then, and five days of practice since: of 140 answers of
# the old month that still count 73 are right, of 15 of the assignment 11, of 85 others 72: 156 of 240.
WEEK_AGO = """
from datetime import timedelta
import time_machine
from django.core.management import call_command
from django.utils import timezone
with time_machine.travel(timezone.now() - timedelta(days=7)):
    call_command("seed_demo")
"""
HELP = """
from datetime import timedelta
from django.utils import timezone
from alpha.accounts.models import User
from alpha.learning.models import Skill, Student
from alpha.learning.services.practice import NewSession, record_practice
from interventions.actions.assignment import assign_targeted_practice
from interventions.actions.meeting import schedule_meeting
from interventions.actions.meeting_changes import complete_meetings
from interventions.actions.message import send_message

now = timezone.now()
student = Student.objects.get(name="Student 3")
teacher = User.objects.get(username="demo.teacher")
codes = ["fractions", "division", "multiplication"]
skills = [Skill.objects.get(school=student.school, code=code) for code in codes]

def days_ago(days):
    return now - timedelta(days=days)

send_message(student, by=teacher, message="Let us look at Fractions together.", at=days_ago(7))
given = assign_targeted_practice(student, by=teacher, skills=skills, at=days_ago(7))
(met,) = schedule_meeting(
    [student], by=teacher, meeting_type="one_on_one", scheduled_at=days_ago(5),
    location="Room 101", at=days_ago(6),
)
complete_meetings([met.meeting], by=teacher)
sittings = [(5, 11, 15, given.assigned_work.assignment_id), (4, 18, 21, None), (3, 18, 21, None),
            (2, 18, 21, None), (1, 18, 22, None)]
record_practice(student.school, [
    NewSession(student_id=student.pk, skill_id=skills[0].pk, started_at=days_ago(days),
               time_spent_seconds=900, questions_answered=answered, questions_correct=correct,
               assignment_id=assignment)
    for days, correct, answered, assignment in sittings
])
"""
# Every test begins with nothing resolved.
AS_IT_WAS = """
from interventions.models import Intervention, InterventionChange
InterventionChange.objects.filter(intervention__student__name="Student 3").delete()
Intervention.objects.filter(student__name="Student 3").update(
    is_resolved=False, resolved_at=None, resolved_by=None,
    resolution_notes=None, effectiveness_rating=None,
)
"""


@pytest.fixture(scope="module")
def week_later(tmp_path_factory):
    with served(tmp_path_factory.mktemp("week-later")) as site:
        site.manage("shell", "--no-imports", "-c", WEEK_AGO)
        site.manage("shell", "--no-imports", "-c", HELP)
        yield site


@pytest.fixture
def story(week_later):
    week_later.manage("shell", "--no-imports", "-c", AS_IT_WAS)
    return week_later


def open_history(teacher):
    """Steps 1 to 3: the report, and from there the history."""
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.open_classes()
    page.get_by_role("link", name=CLASS_NAME, exact=True).click()
    page.get_by_role("link", name=f"View Performance Report of {STUDENT.name}").click()
    expect(page.get_by_role("main")).to_contain_text("65% 156 of 240")
    page.get_by_role("link", name="View Interventions").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Interventions")


def row(page, title):
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))


@pytest.mark.parametrize("javascript", [True, False])
def test_teacher_tracks_what_came_of_her_help(visit, story, javascript):
    teacher = visit(story, javascript=javascript)
    page = teacher.page
    open_history(teacher)

    for title, ago, status, state in [
        ("Message sent", "7 days ago", "Pending", "Not read yet"),
        ("Targeted assignment created", "7 days ago", "Pending", "11 of 15 (73%)"),
        ("Meeting scheduled", "6 days ago", "Completed", "Held"),
    ]:
        for words in (f"({ago})", f"Status: {status}", state):
            expect(row(page, title)).to_contain_text(words)
    expect(row(page, "Message sent")).to_contain_text(
        "30-day accuracy then 55% (99 of 180), now 65% (156 of 240) includes natural rebound"
    )
    teacher.check_accessibility()

    row(page, "Message sent").get_by_role("link", name="Mark as Resolved").click()
    form = page.get_by_role("dialog") if javascript else page.get_by_role("main")
    expect(form.get_by_label("Resolution Notes")).to_be_visible()
    stars = form.get_by_role("radiogroup", name="Effectiveness Rating").get_by_role("radio")
    expect(stars).to_have_count(6)
    expect(form).not_to_contain_text("accuracy")
    teacher.check_accessibility()

    form.get_by_label("Resolution Notes").fill(NOTES)
    form.get_by_role("radio", name="4 stars, effective").check()
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text(SAID)).to_be_visible()
    teacher.check_accessibility()
    if javascript:
        # The change is shown now that the stars are given.
        expect(form).to_contain_text("then 55% (99 of 180), now 65% (156 of 240)")
        form.get_by_role("button", name="Done").click()

    for words in ("Status: Resolved", NOTES, "Rated 4 of 5: effective", "by you"):
        expect(row(page, "Message sent")).to_contain_text(words)
    teacher.goto("/interventions/?state=closed&q=student+3")
    expect(page.get_by_role("table")).to_contain_text("Rated 4 of 5: effective")
    teacher.check_accessibility()


def test_keyboard_alone_gives_the_stars(visit, story):
    teacher = visit(story)
    page = teacher.page
    open_history(teacher)
    row(page, "Message sent").get_by_role("link", name="Mark as Resolved").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()

    page.keyboard.press("Tab")  # the button that closes
    page.keyboard.press("Tab")
    expect(dialog.get_by_label("Resolution Notes")).to_be_focused()
    page.keyboard.type(NOTES)
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("radio", name="No rating")).to_be_focused()
    # Round the end of the group to one star, and on to four.
    for name in ("1 star, no", "2 stars, little", "3 stars, some", "4 stars, effective"):
        page.keyboard.press("ArrowRight")
        expect(dialog.get_by_role("radio", name=name)).to_be_checked()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Save")).to_be_focused()
    page.keyboard.press("Enter")

    expect(dialog.get_by_text(SAID)).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    # What opened the dialog is gone; in its place stands the way back.
    expect(row(page, "Message sent").get_by_role("link", name="Reopen")).to_be_focused()


def test_refused_notes_keep_the_stars(visit, story):
    teacher = visit(story)
    page = teacher.page
    open_history(teacher)
    row(page, "Meeting scheduled").get_by_role("link", name="Mark as Resolved").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Resolution Notes").fill("x" * 5001)
    dialog.get_by_role("radio", name="2 stars").check()
    dialog.get_by_role("button", name="Save").click()

    expect(dialog).to_contain_text("These notes have 5,001 characters; 5,000 is the most.")
    expect(dialog.get_by_label("Resolution Notes")).to_be_focused()
    expect(dialog.get_by_role("radio", name="2 stars")).to_be_checked()
    teacher.check_accessibility()


def test_of_two_who_resolve_it_the_second_sees_the_first_ones_words(visit, story):
    first, second = visit(story), visit(story)
    for teacher in (first, second):
        open_history(teacher)
        row(teacher.page, "Message sent").get_by_role("link", name="Mark as Resolved").click()
    for teacher, words in ((first, "First words"), (second, "Second words")):
        dialog = teacher.page.get_by_role("dialog")
        dialog.get_by_label("Resolution Notes").fill(words)
        dialog.get_by_role("button", name="Save").click()

    dialog = second.page.get_by_role("dialog")
    expect(dialog).to_contain_text("This intervention is already resolved. Nothing was changed.")
    expect(dialog).to_contain_text("First words")
    second.check_accessibility()


@pytest.mark.parametrize("javascript", [True, False])
def test_what_was_resolved_is_opened_again_with_its_history(visit, story, javascript):
    teacher = visit(story, javascript=javascript)
    page = teacher.page
    open_history(teacher)
    dialog = page.get_by_role("dialog") if javascript else page.get_by_role("main")
    row(page, "Message sent").get_by_role("link", name="Mark as Resolved").click()
    dialog.get_by_label("Resolution Notes").fill("First words")
    dialog.get_by_role("button", name="Save").click()
    if javascript:
        dialog.get_by_role("button", name="Done").click()
    row(page, "Message sent").get_by_role("link", name="Reopen").click()
    teacher.check_accessibility()
    dialog.get_by_label("Why it is opened again").fill("It slipped.")
    dialog.get_by_role("button", name="Reopen").click()
    expect(page.get_by_text("Intervention opened again")).to_be_visible()
    if javascript:
        dialog.get_by_role("button", name="Done").click()

    for words in ("Status: Pending", "First words", "Reopened", "It slipped."):
        expect(row(page, "Message sent")).to_contain_text(words)
    row(page, "Message sent").get_by_role("link", name="Message sent", exact=True).click()
    expect(page.get_by_role("region", name="What came of it")).to_contain_text("It slipped.")
    numbers = page.get_by_role("table").get_by_role("row", name="All skills")
    expect(numbers).to_contain_text("55%99 of 180")
    expect(numbers).to_contain_text("65%156 of 240")
    teacher.check_accessibility()


def test_the_history_is_filtered_without_leaving_it(visit, story):
    teacher = visit(story, viewport=PHONE)
    page = teacher.page
    open_history(teacher)
    page.get_by_label("Status").select_option("Completed")

    expect(page.get_by_text("1 intervention: Completed")).to_be_visible()
    expect(page).to_have_url(re.compile("status=completed"))
    expect(row(page, "Message sent")).to_have_count(0)
    page.get_by_role("link", name="Print view").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(STUDENT.name)
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(2)
    teacher.check_accessibility()


def test_a_review_is_put_off_and_the_focus_stays(visit, story):
    teacher = visit(story)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.goto("/interventions/?q=student+3")
    later = page.get_by_role("row").filter(has_text="Message sent").locator("summary")
    later.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="In 14 days").click()

    expect(page.locator("#notes")).to_contain_text("Review moved to")
    expect(
        page.get_by_role("row").filter(has_text="Message sent").locator("summary")
    ).to_be_focused()
    teacher.check_accessibility()


def test_a_search_narrows_the_overview_while_it_is_typed(visit, story):
    teacher = visit(story)
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.goto("/interventions/")
    teacher.check_accessibility()
    page.get_by_label("Student or text").press_sequentially("student 3 meeting")

    expect(page.get_by_role("table").get_by_role("row")).to_have_count(2)
    expect(page.get_by_label("Student or text")).to_be_focused()
    expect(page).to_have_url(re.compile("q=student.*meeting"))


def test_the_office_reads_versions_and_goes_back(visit, story):
    office = visit(story)
    page = office.page
    office.sign_in(ADMINISTRATOR.username, PASSWORD)
    office.goto("/admin/interventions/messagetemplate/")
    page.get_by_role("link", name="Reminder", exact=True).click()
    old = page.get_by_label("Content").input_value()
    page.get_by_label("Content").fill("Hi {student_name}, one small thing is left.")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("main")).to_contain_text("by Samuel Tran (in use)")
    office.check_accessibility()
    page.get_by_role("button", name="Go back to this version").click()

    expect(page.get_by_role("main")).to_contain_text("Back to the version of")
    page.get_by_role("link", name="Reminder", exact=True).click()
    expect(page.get_by_label("Content")).to_have_value(old)
