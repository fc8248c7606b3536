import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from interventions.actions.message import send_message
from interventions.actions.parent_notice import notify_parent
from interventions.models import TeacherMessage
from interventions.tracking import reopen, resolve
from tests.factories import (
    AlertFactory,
    AssignedWorkFactory,
    InterventionFactory,
    MessageTemplateFactory,
    PracticeSessionFactory,
    SkillFactory,
    TeacherMessageFactory,
)
from tests.interventions.deeds import (
    HTMX,
    closed_meeting,
    held_meeting,
    help_in_every_way,
    said,
    when,
    words_of,
)

HISTORY_QUERIES = 14
SHEET_QUERIES = 13
PANEL_QUERIES = 9


@pytest.fixture
def address(student):
    return reverse("interventions:history", args=[student.pk])


@pytest.fixture
def panel_address(student):
    return reverse("interventions:student_panel", args=[student.pk])


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def test_history_is_newest_first(signed_in, address, student, teacher):
    now = timezone.now()
    made = [
        InterventionFactory(student=student, teacher=teacher, created_at=now - timedelta(days=days))
        for days in (3, 0, 5)
    ]

    response = signed_in.get(address)

    assert list(response.context["page"]) == [made[1], made[0], made[2]]


def test_message_shows_template_text_status_and_sender(signed_in, address, student, people):
    template = MessageTemplateFactory(school=student.school, title="Check In")
    message = TeacherMessageFactory(
        student=student, teacher=people.CO, message="Line one.\nLine two.", template=template
    )
    InterventionFactory(student=student, teacher=people.CO, message=message)

    response = signed_in.get(address)

    words = words_of(response)
    assert "Message sent: Check In</a></h2>" in words
    assert "Line one.\nLine two." in response.text
    assert "Not read yet" in words
    assert "Pending</span>" in words
    assert f"by {people.CO.display_name}" in words


@time_machine.travel(datetime(2026, 3, 4, 20, 0, tzinfo=UTC), tick=False)
def test_message_read_today_tells_the_hour_at_the_school(signed_in, address, student, teacher):
    read_at = datetime(2026, 3, 4, 15, 12, tzinfo=UTC)
    message = TeacherMessageFactory(student=student, teacher=teacher, is_read=True, read_at=read_at)
    InterventionFactory(student=student, teacher=teacher, message=message)

    words = words_of(signed_in.get(address))

    assert "Read today 10:12 AM" in words
    assert "by you" in words


@time_machine.travel(datetime(2026, 3, 5, 17, 0, tzinfo=UTC), tick=False)
def test_message_on_its_way_tells_when_it_will_be_sent(
    signed_in, address, panel_address, student, teacher
):
    sent_at = datetime(2026, 3, 6, 12, 30, tzinfo=UTC)
    message = TeacherMessageFactory(student=student, teacher=teacher, sent_at=sent_at)
    InterventionFactory(student=student, teacher=teacher, message=message)

    assert "Will be sent Friday, March 6, 7:30 AM" in words_of(signed_in.get(address))
    panel = words_of(signed_in.get(panel_address))
    assert "You wrote a message today" in panel
    assert "Will be sent Friday, March 6, 7:30 AM" in panel
    assert "Last message" not in panel


def test_a_held_meeting_reads_completed_until_somebody_says_what_came_of_it(
    signed_in, address, student, teacher
):
    made = held_meeting(student, teacher)

    words = words_of(signed_in.get(address))

    assert "Meeting scheduled: One-on-one</a></h2>" in words
    assert "Status: </span>" in words
    assert "Completed</span>" in words
    assert "Held today" in words
    assert reverse("interventions:resolve", args=[made.pk]) in words


def test_resolved_intervention_shows_its_outcome(signed_in, address, student, people):
    closed = closed_meeting(student, people.CO)

    words = words_of(signed_in.get(address))

    assert "Resolved</span>" in words
    assert f"<strong>Resolved</strong> {when(closed.resolved_at)} by {people.CO}" in words
    assert "Went through fractions with tiles." in words
    assert "Rated 4 of 5: effective" in words
    assert words.count("icon full") == 4
    assert "Pending" not in words.split("<h1>")[1].split("</select>")[2]
    assert reverse("interventions:reopen", args=[closed.pk]) in words


def test_what_was_opened_again_keeps_its_earlier_outcome(signed_in, address, student, people):
    closed = closed_meeting(student, people.CO)
    reopened_at = timezone.now()
    reopen(closed, by=people.TE, notes="It slipped again.", at=reopened_at)

    words = words_of(signed_in.get(address))

    assert "Completed</span>" in words
    assert "Went through fractions with tiles." in words
    assert "Rated 4 of 5: effective" in words
    assert f"<strong>Reopened</strong> {when(reopened_at)} by you" in words
    assert "It slipped again." in words


def practiced(student, days_ago, correct, answered):
    PracticeSessionFactory(
        student=student,
        school_day=student.school.today() - timedelta(days=days_ago),
        questions_correct=correct,
        questions_answered=answered,
    )


def test_accuracy_then_and_now_stands_with_its_answers_and_its_tag(
    signed_in, address, student, teacher
):
    practiced(student, 36, 22, 60)
    practiced(student, 8, 77, 120)
    practiced(student, 1, 40, 60)
    send_message(student, by=teacher, message="Well done.", at=timezone.now() - timedelta(days=7))

    response = signed_in.get(address)

    assert said(response.text, "then-now") == (
        "30-day accuracy then 55% (99 of 180), now 65% (117 of 180) includes natural rebound"
    )


@pytest.mark.parametrize("frozen", [True, False])
def test_no_data_says_so_and_has_no_rebound(signed_in, address, student, teacher, frozen):
    if frozen:
        send_message(student, by=teacher, message="Well done.")
    else:
        InterventionFactory(student=student, teacher=teacher)

    response = signed_in.get(address)

    assert said(response.text, "then-now") == "30-day accuracy then no data, now no data"


@pytest.mark.parametrize(
    "query, shown",
    [
        ({}, {"message", "meeting", "theirs"}),
        ({"type": "meeting"}, {"meeting"}),
        ({"status": "pending"}, {"message", "theirs"}),
        ({"status": "completed"}, {"meeting"}),
        ({"status": "resolved"}, set()),
        ({"mine": "on"}, {"message", "meeting"}),
        ({"type": "message", "status": "pending", "mine": "on"}, {"message"}),
        ({"type": "spell", "status": "'; --", "mine": "\x00"}, {"message", "meeting", "theirs"}),
    ],
)
def test_a_filter_narrows_the_list(signed_in, address, student, people, query, shown):
    rows = {
        "message": InterventionFactory(student=student, teacher=people.TE),
        "meeting": held_meeting(student, people.TE),
        "theirs": InterventionFactory(student=student, teacher=people.CO),
    }
    if query.get("mine") == "\x00":
        shown = {"message", "meeting"}

    response = signed_in.get(address, query)

    assert set(response.context["page"]) == {rows[name] for name in shown}


def test_a_filter_that_finds_nothing_says_so(signed_in, address, student, teacher):
    InterventionFactory(student=student, teacher=teacher)

    words = words_of(signed_in.get(address, {"status": "resolved", "mine": "1"}))

    assert "0 interventions: Resolved, only by me" in words
    assert "Nothing of this kind" in words
    assert f'href="{address}">Show all</a>' in words


def test_each_type_tells_how_its_thing_stands(signed_in, address, student, teacher):
    work = AssignedWorkFactory(
        student=student,
        assignment__title="Fractions",
        status="completed",
        completed_at=timezone.now(),
        questions_answered=15,
        questions_correct=11,
    )
    InterventionFactory(
        student=student, teacher=teacher, intervention_type="assignment", assigned_work=work
    ).skills.add(SkillFactory(school=student.school, name="Fractions"))
    notify_parent(student, by=teacher, message="A good week.")

    words = words_of(signed_in.get(address))

    assert "Targeted assignment created: Fractions" in words
    assert re.search(r"Completed today \d+:\d\d [AP]M: 11 of 15 \(73%\)", words)
    assert "Skill: Fractions" in words
    assert "No contact possible" in words
    assert "A good week." in words


HOSTILE = "</p><script>alert(1)</script> {{ user }} {student_name} \u202egnp.exe =cmd|'/C calc'!A0"


@pytest.mark.parametrize("name", ["history", "history_sheet", "intervention"])
def test_whatever_was_written_is_text(signed_in, student, teacher, name):
    student.name = HOSTILE
    student.save()
    message = TeacherMessageFactory(student=student, teacher=teacher, message=HOSTILE)
    made = InterventionFactory(student=student, teacher=teacher, message=message)
    resolve(made, by=teacher, resolution_notes=HOSTILE)
    reopen(made, by=teacher, notes=HOSTILE)
    resolve(made, by=teacher, resolution_notes=HOSTILE)
    key = made.pk if name == "intervention" else student.pk

    response = signed_in.get(reverse(f"interventions:{name}", args=[key]))

    assert "<script>alert" not in response.text
    assert response.text.count(escape(HOSTILE)) >= 4


def test_empty_history_says_what_will_be_here(signed_in, address):
    words = words_of(signed_in.get(address))

    assert "Nothing has been done yet" in words
    assert "Take Action" in words


def test_long_history_comes_in_pages(signed_in, address, student, teacher):
    for _ in range(21):
        InterventionFactory(student=student, teacher=teacher)

    first = signed_in.get(address)
    second = signed_in.get(address, {"page": 2})

    assert (len(first.context["page"]), len(second.context["page"])) == (20, 1)
    assert "Page 2 of 2" in words_of(second)


def test_page_that_is_no_number_is_the_first(signed_in, address, student, teacher):
    made = InterventionFactory(student=student, teacher=teacher)

    assert list(signed_in.get(address, {"page": "x"}).context["page"]) == [made]


def test_list_is_fetched_alone_when_something_changed(signed_in, address, student, teacher):
    InterventionFactory(student=student, teacher=teacher)

    response = signed_in.get(address, headers=HTMX)

    assert "<h1>" not in response.text
    assert 'hx-trigger="interventionChanged from:body"' in response.text
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "name, queries",
    [
        ("history", HISTORY_QUERIES),
        ("history_sheet", SHEET_QUERIES),
        ("student_panel", PANEL_QUERIES),
    ],
)
def test_queries_do_not_grow_with_the_rows(
    signed_in, student, teacher, name, queries, rows, django_assert_num_queries
):
    for _ in range(rows):
        help_in_every_way(student, teacher)

    with django_assert_num_queries(queries):
        signed_in.get(reverse(f"interventions:{name}", args=[student.pk]))


def test_aide_reads_the_history_and_is_offered_no_action(client, people, address):
    client.force_login(people.AIDE)

    response = client.get(address)

    assert response.status_code == 200
    assert "Take Action" not in response.text


@pytest.mark.parametrize(
    "code, status",
    [("CO", 200), ("LE", 200), ("AD", 403), ("TO", 404), ("TX", 404), ("ST", 404), ("GU", 404)],
)
@pytest.mark.parametrize("name", ["history", "history_sheet", "student_panel"])
def test_who_may_look(client, people, student, name, code, status):
    client.force_login(getattr(people, code))

    response = client.get(reverse(f"interventions:{name}", args=[student.pk]))

    assert response.status_code == status


def test_panel_shows_what_is_open_and_the_last_message(signed_in, panel_address, student, teacher):
    closed_meeting(student, teacher)
    sent = InterventionFactory(
        student=student, teacher=teacher, follow_up_on=student.school.today()
    )
    TeacherMessage.objects.update(is_read=True, read_at=timezone.now())

    words = words_of(signed_in.get(panel_address, headers=HTMX))

    link = reverse("interventions:intervention", args=[sent.pk])
    assert f'href="{link}">You sent a message today</a>' in words
    assert "Due for review" in words
    assert '<p class="thing-state">Read today' in words
    assert "meeting" not in words
    assert "Last message today: Read today" in words
    assert "View Interventions</a>" in words


def test_panel_of_a_student_nobody_helped_yet(signed_in, panel_address):
    words = words_of(signed_in.get(panel_address, headers=HTMX))

    assert "Nothing is open for Sam Okafor." in words
    assert "Last message" not in words


def test_panel_shows_what_became_of_each_thing_and_no_review_to_come(
    signed_in, panel_address, student, teacher
):
    held_meeting(student, teacher, follow_up_on=student.school.today() + timedelta(days=1))

    words = words_of(signed_in.get(panel_address, headers=HTMX))

    assert "You scheduled a meeting today" in words
    assert "Held today" in words
    assert "Due for review" not in words


def test_a_leader_is_offered_to_close_what_is_her_own(client, address, student, people):
    theirs = InterventionFactory(student=student, teacher=people.TE)
    own = InterventionFactory(student=student, teacher=people.LE)
    client.force_login(people.LE)

    text = client.get(address).text

    assert reverse("interventions:resolve", args=[own.pk]) in text
    assert reverse("interventions:resolve", args=[theirs.pk]) not in text


def test_panel_begins_with_the_open_alerts(signed_in, panel_address, student, classroom):
    evidence = {"days": 10, "since": "2026-11-09"}
    alert = AlertFactory(student=student, classroom=classroom, kind="streak", evidence=evidence)

    words = words_of(signed_in.get(panel_address))

    assert "<strong>On a streak</strong> Practiced on 10 school days in a row" in words
    assert reverse("analytics:alert", args=[alert.pk]) in words
    action = reverse("interventions:take_action", args=[student.pk])
    assert f'hx-get="{action}?alert={alert.pk}"' in words
