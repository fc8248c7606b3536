"""The whole story: a card in the morning, two clicks of help, and a week later what became of it."""

import pytest
from playwright.sync_api import expect

from alpha.demo.sign_ins import PASSWORD, STUDENT, TEACHER
from tests.browser.conftest import copy_database, served

DAYS_LATER = 7
# What the student does in the week, told by a clock that is a week ahead: of 140 answers of the old month that still
# count 73 are right, of 15 of the assignment 11, of 85 others 72: 156 of 240.
WEEK_OF_PRACTICE = """
from datetime import timedelta
import time_machine
from django.utils import timezone
from alpha.learning.models import AssignedWork
from alpha.learning.services.practice import NewSession, record_practice

work = AssignedWork.objects.filter(student__name="Student 3").latest("pk")
later = timezone.now() + timedelta(days=7)
skill = work.assignment.skills.get(code="fractions")
sittings = [(5, 11, 15, work.assignment_id), (4, 18, 21, None), (3, 18, 21, None),
            (2, 18, 21, None), (1, 18, 22, None)]
with time_machine.travel(later):
    record_practice(work.student.school, [
        NewSession(student_id=work.student_id, skill_id=skill.pk,
                   started_at=later - timedelta(days=days), time_spent_seconds=900,
                   questions_answered=answered, questions_correct=correct, assignment_id=assignment)
        for days, correct, answered, assignment in sittings
    ])
"""


@pytest.fixture
def folder(demo, tmp_path):
    copy_database(demo.database.with_name("seeded.sqlite3"), tmp_path / "site.sqlite3")
    return tmp_path


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_card_to_what_became_of_it(visit, folder, javascript):
    with served(folder) as monday:
        teacher = visit(monday, javascript=javascript)
        give_practice_from_the_card(teacher)
        # The browser rests while its server is away.
        teacher.page.goto("about:blank")
        monday.manage("shell", "--no-imports", "-c", WEEK_OF_PRACTICE)
    with served(folder, days_later=DAYS_LATER) as week_later:
        track_what_became_of_it(visit(week_later, javascript=javascript))


def give_practice_from_the_card(teacher):
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    card = page.get_by_role("article", name=STUDENT.name, exact=True)
    card.get_by_role("link", name="View Performance Report").click()
    expect(page.get_by_role("main")).to_contain_text("55% 99 of 180")
    expect(page.get_by_role("main")).to_contain_text("3rd of 3 (lowest in class)")
    page.get_by_role("link", name="Today", exact=True).click()

    card.get_by_role("link", name="Assign targeted practice").click()
    form = page.get_by_role("dialog") if teacher.javascript else page.get_by_role("main")
    form.get_by_role("button", name="Create Assignment").click()
    expect(
        page.get_by_text(f"Assignment created and given to {STUDENT.name}").first
    ).to_be_visible()


def track_what_became_of_it(teacher):
    page = teacher.page
    teacher.sign_in(TEACHER.username, PASSWORD)
    teacher.open_classes()
    page.get_by_role("link", name="Grade 5 Math – Small Group", exact=True).click()
    page.get_by_role("link", name=f"View Performance Report of {STUDENT.name}").click()
    expect(page.get_by_role("main")).to_contain_text("65% 156 of 240")
    page.get_by_role("link", name="View Interventions").first.click()
    done = page.get_by_role("listitem").filter(
        has=page.get_by_role("heading", name="Targeted assignment created")
    )
    for words in (
        "(7 days ago)",
        "Status: Pending",
        "11 of 15 (73%)",
        "30-day accuracy then 55% (99 of 180), now 65% (156 of 240) includes natural rebound",
    ):
        expect(done).to_contain_text(words)

    done.get_by_role("link", name="Mark as Resolved").click()
    form = page.get_by_role("dialog") if teacher.javascript else page.get_by_role("main")
    form.get_by_label("Resolution Notes").fill("Accuracy increased from 55% to 65%.")
    form.get_by_role("radio", name="4 stars, effective").check()
    teacher.check_accessibility()
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Intervention marked as resolved")).to_be_visible()

    teacher.goto("/interventions/what-works/")
    cases = page.get_by_role("region", name="My cases")
    expect(cases).to_contain_text(STUDENT.name)
    expect(cases).to_contain_text("Accuracy increased from 55% to 65%.")
    expect(cases).to_contain_text("All 15 questions answered, 11 right (73%).")
    teacher.check_accessibility()
