"""One intervention alone, and all of a student's on paper."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from interventions.actions.meeting import schedule_meeting
from interventions.actions.parent_notice import notify_parent
from interventions.tracking import reopen, resolve
from tests.factories import (
    GuardianFactory,
    GuardianshipFactory,
    InterventionFactory,
    PracticeSessionFactory,
    SkillFactory,
)
from tests.interventions.deeds import HTMX, closed_meeting, when, words_of

DETAIL_QUERIES = 13


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


@pytest.mark.parametrize("skills", [1, 3])
def test_queries_of_one_intervention_do_not_grow(
    signed_in, student, teacher, skills, django_assert_num_queries
):
    made = InterventionFactory(student=student, teacher=teacher)
    made.skills.add(*SkillFactory.create_batch(skills, school=student.school))
    for _ in range(skills):
        reopen(resolve(made, by=teacher), by=teacher)

    with django_assert_num_queries(DETAIL_QUERIES):
        signed_in.get(reverse("interventions:intervention", args=[made.pk]))


def test_sheet_holds_every_row_with_names_and_dates_that_stay_true(signed_in, student, people):
    for _ in range(20):
        InterventionFactory(student=student, teacher=people.CO)
    closed = closed_meeting(student, people.TE)
    sheet = reverse("interventions:history_sheet", args=[student.pk])

    response = signed_in.get(sheet)
    narrowed = words_of(signed_in.get(sheet, {"status": "resolved"}))

    body = words_of(response).split("<tbody>")[1].split("</tbody>")[0]
    assert body.count("<tr>") == 21
    assert f"by {people.TE.display_name}" in body
    resolved_on = student.school.day_of(closed.resolved_at)
    assert f"{resolved_on:%b} {resolved_on.day}, {resolved_on.year} by" in body
    assert "today" not in body.replace("Well done today.", "")
    assert "you" not in body
    assert narrowed.count("<tr>") == 2
    assert "newest first: Resolved</p>" in narrowed
    assert "Confidential student record" in narrowed


def test_sheet_without_rows_says_so(signed_in, student):
    sheet = reverse("interventions:history_sheet", args=[student.pk])

    assert "Nothing has been done.</p>" in signed_in.get(sheet).text
    assert "Nothing has been done of this kind." in signed_in.get(sheet, {"mine": "on"}).text


def test_one_intervention_shows_all_that_is_known(signed_in, student, people):
    skill = SkillFactory(school=student.school, name="Fractions")
    PracticeSessionFactory(
        student=student, skill=skill, questions_correct=11, questions_answered=20
    )
    at_ten = datetime(2026, 11, 24, 15, tzinfo=UTC)
    (made,) = schedule_meeting(
        [student],
        by=people.CO,
        meeting_type="one_on_one",
        scheduled_at=at_ten,
        location="Room 101",
        notes="Bring tiles.",
        at=at_ten - timedelta(days=1),
    )
    made.skills.add(skill)

    words = words_of(signed_in.get(reverse("interventions:intervention", args=[made.pk])))

    for part in (
        "<h1>Meeting scheduled: One-on-one</h1>",
        f"<dd>{people.CO.display_name}</dd>",
        "<dd>Fractions</dd>",
        "Tuesday, November 24, 10:00 AM, 30 minutes, Room 101",
        "Bring tiles.",
        f"Review {when(made.follow_up_on)}",
        '<th scope="row">All skills</th>',
        '<th scope="row">Fractions</th>',
        "11 of 20",
        "1 day<",
        "no data",
        "Mark as Resolved",
    ):
        assert part in words


def test_its_outcome_is_fetched_alone_when_something_changed(signed_in, student, teacher):
    closed = closed_meeting(student, teacher)
    address = reverse("interventions:intervention", args=[closed.pk])

    response = signed_in.get(address, headers=HTMX)

    assert "<h1>" not in response.text
    assert "Went through fractions with tiles." in response.text
    assert "Reopen" in response.text


def test_letters_to_a_family_are_shown_whole(signed_in, student, teacher):
    guardian = GuardianFactory(school=student.school, name="Amina", email="a@example.org")
    GuardianshipFactory(student=student, guardian=guardian)
    made = notify_parent(student, by=teacher, message="A good week.")

    words = words_of(signed_in.get(reverse("interventions:intervention", args=[made.pk])))

    assert "<strong>Amina</strong>" in words
    assert "Queued</span>" in words
    assert f"To Amina: A note from {student.school.name}</h3>" in words
    assert "A good week." in words


@pytest.mark.parametrize(
    "code, status",
    [("CO", 200), ("AIDE", 200), ("LE", 200), ("AD", 403), ("TO", 404), ("ST", 404), ("GU", 404)],
)
def test_who_may_look_at_one(client, people, student, code, status):
    made = InterventionFactory(student=student, teacher=people.TE)
    client.force_login(getattr(people, code))

    response = client.get(reverse("interventions:intervention", args=[made.pk]))

    assert response.status_code == status
