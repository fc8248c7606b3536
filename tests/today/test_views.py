"""The morning page: what is on it, in which order, for whom."""

import html
import re

import pytest
from django.urls import reverse

from analytics.alerts import acknowledge, snooze
from interventions.actions.message import send_message
from tests.factories import (
    AssignedWorkFactory,
    AssignmentFactory,
    ClassroomFactory,
    ClassroomTeacherFactory,
    InterventionFactory,
    MeetingFactory,
    PracticeSessionFactory,
    XPEventFactory,
)
from tests.today.conftest import HTMX, ago, alert_about, newcomer

TODAY = reverse("analytics:today")
QUERIES = 12


def text_of(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def names(entries):
    return [entry.name for entry in entries]


def test_a_card_says_who_what_and_how_one_helps(signed_in, alert, student):
    response = signed_in.get(TODAY)

    words = text_of(response)
    assert "Sam Okafor" in words
    assert "99 of 180 right (55%) on 9 days: surely below 70%, in the 30 days to Nov 22." in words
    assert "View Performance Report of Sam Okafor" in words
    assert "Why am I seeing this?" in words
    assert reverse("analytics:student_report", args=[student.pk]) in response.text
    action = f"{reverse('interventions:take_action', args=[student.pk])}?alert={alert.pk}"
    assert f'hx-get="{action}"' in response.text
    assert f'href="{action}"' in response.text


def test_two_rules_about_one_student_are_one_card(signed_in, student, classroom):
    alert_about(student, classroom)
    alert_about(student, classroom, "inactivity", severity="low", evidence={})

    response = signed_in.get(TODAY)

    assert names(response.context["board"].first) == ["Sam Okafor"]
    assert response.context["board"].needs_action == 1


def test_seven_cards_at_most_of_them_two_good_news_and_the_rest_behind_more(signed_in, classroom):
    for number in range(7):
        alert_about(newcomer(classroom, f"Ada {number}"), classroom)
    for number in range(3):
        alert_about(newcomer(classroom, f"Zoe {number}"), classroom, "streak")

    board = signed_in.get(TODAY).context["board"]
    more = signed_in.get(TODAY, {"more": 1})

    assert names(board.first) == [f"Ada {n}" for n in range(5)] + ["Zoe 0", "Zoe 1"]
    assert names(board.more) == ["Ada 5", "Ada 6", "Zoe 2"]
    assert "3 more, lower priority" in signed_in.get(TODAY).text
    assert all(name in more.text for name in ["Ada 5", "Ada 6", "Zoe 2"])


def test_more_comes_alone_into_its_place(signed_in, classroom):
    for number in range(8):
        alert_about(newcomer(classroom, f"Ada {number}"), classroom)

    piece = signed_in.get(TODAY, {"more": 1}, headers={**HTMX, "HX-Target": "more"})

    assert "<html" not in piece.text
    assert "Ada 7" in piece.text
    assert "Ada 0" not in piece.text


def test_who_is_being_helped_is_in_hand_and_waits_no_more(signed_in, alert, teacher, student):
    send_message(student, by=teacher, message="Come and see me.")

    response = signed_in.get(TODAY)

    board = response.context["board"]
    assert (names(board.first), names(board.under_way)) == ([], ["Sam Okafor"])
    assert board.needs_action == 0
    assert "In hand" in text_of(response)
    assert "You sent a message" in text_of(response) or "You wrote a message" in text_of(response)


@pytest.mark.parametrize(
    "how",
    [
        {"is_resolved": True, "resolved_at": ago(1)},
        {"follow_up_on": ago(0).date()},
    ],
    ids=["closed", "due for review"],
)
def test_help_that_is_over_leaves_the_alert_waiting(signed_in, alert, teacher, student, how):
    InterventionFactory(student=student, teacher=teacher, **how)

    assert signed_in.get(TODAY).context["board"].needs_action == 1


def test_a_meeting_that_was_called_off_is_no_help(signed_in, alert, teacher, student):
    off = MeetingFactory(student=student, teacher=teacher, status="cancelled")
    InterventionFactory(
        student=student, teacher=teacher, intervention_type="meeting", message=None, meeting=off
    )

    assert signed_in.get(TODAY).context["board"].needs_action == 1


def test_what_somebody_has_seen_is_under_way(signed_in, alert, teacher):
    acknowledge(alert, by=teacher)

    board = signed_in.get(TODAY).context["board"]

    assert (names(board.first), names(board.under_way)) == ([], ["Sam Okafor"])


def test_work_that_several_have_not_done_is_one_card_with_each_of_them(signed_in, classroom):
    work = AssignmentFactory(school=classroom.school, title="Check-up")
    late = {"due": "2026-11-19", "school_days_late": 2, "is_begun": False, "answered": 0}
    students = [newcomer(classroom, name) for name in ("Ada", "Ben")]
    for student in students:
        alert_about(student, classroom, "overdue", assignment=work, severity="low", evidence=late)

    words = text_of(signed_in.get(TODAY))

    assert (
        "“Check-up” was due on Nov 19, 2 school days ago; 2 students have not finished it." in words
    )
    assert "Ada not begun" in words
    assert "Ask Ben about the work" in words


def test_a_note_about_a_class_is_a_card_of_the_class(signed_in, classroom):
    gap = {"quiet": 20, "students": 25, "missed": 5, "last_practice": "2026-11-13"}
    alert_about(None, classroom, "class_gap", evidence=gap, severity="medium")

    response = signed_in.get(TODAY)

    assert (
        "20 of 25 students have not practiced for 5 school days or more;"
        " the last practice was on Nov 13." in text_of(response)
    )
    assert "Open the class report of Grade 5 Blue" in text_of(response)


def test_good_news_say_what_the_effort_has_earned(signed_in, student, classroom):
    alert_about(student, classroom, "streak")
    XPEventFactory(user=student.user, points=260)

    words = text_of(signed_in.get(TODAY))

    assert "Practiced on 10 school days in a row, since Nov 9." in words
    assert "260 XP, level 3" in words
    assert "Celebrate the streak (Sam Okafor)" in words


def test_good_news_are_told_of_who_is_being_helped_too_until_they_are_answered(
    signed_in, teacher, student, classroom
):
    news = alert_about(student, classroom, "streak")
    InterventionFactory(student=student, teacher=teacher)
    assert names(signed_in.get(TODAY).context["board"].first) == ["Sam Okafor"]

    send_message(student, by=teacher, message="Ten days in a row!", alert=news)

    assert names(signed_in.get(TODAY).context["board"].first) == []
    card = signed_in.get(reverse("analytics:today_card", args=[news.pk]))
    assert "Answered" in text_of(card)


def test_a_card_hears_of_each_of_its_alerts(signed_in, classroom):
    work = AssignmentFactory(school=classroom.school)
    alerts = [
        alert_about(newcomer(classroom, name), classroom, "overdue", assignment=work)
        for name in ("Ada", "Ben")
    ]

    page = signed_in.get(TODAY).text

    heard = ", ".join(f"alertChanged{alert.pk} from:body" for alert in alerts)
    assert f'hx-trigger="{heard}"' in page


def test_counters_lead_to_what_they_count(signed_in, alert, teacher, student):
    InterventionFactory(student=student, teacher=teacher, follow_up_on=ago(0).date())
    MeetingFactory(student=student, teacher=teacher)
    MeetingFactory(student=student, teacher=teacher, status="cancelled")
    read = InterventionFactory(student=student, teacher=teacher, follow_up_on=ago(0).date())
    read.message.is_read, read.message.read_at = True, ago(0)
    read.message.save()

    response = signed_in.get(TODAY)

    words = text_of(response)
    assert "1 needs action" in words
    assert "2 due for review" in words
    assert "1 meeting today" in words
    assert "1 reply" in words
    for address in ["?state=due", "?state=answered", reverse("interventions:meetings")]:
        assert address in response.text


def test_work_given_leads_to_the_work_under_way(signed_in, teacher, student):
    for status in ("completed", "assigned"):
        work = AssignedWorkFactory(
            student=student, status=status, completed_at=ago(1) if status == "completed" else None
        )
        InterventionFactory(
            student=student, teacher=teacher, intervention_type="assignment", assigned_work=work
        )

    response = signed_in.get(TODAY)

    assert "Targeted assignments: 1 of 2 done" in response.text
    listed = signed_in.get(reverse("interventions:overview"), {"type": "assignment"})
    assert len(listed.context["rows"]) == 2


def test_a_morning_without_cards_says_so(signed_in, student, classroom):
    PracticeSessionFactory(student=student)
    newcomer(classroom, "Noa")

    words = text_of(signed_in.get(TODAY))

    assert "Nothing needs you. 1 of 2 active this week." in words


def test_one_class_can_be_chosen(signed_in, alert, teacher, classroom):
    other = ClassroomFactory(school=classroom.school, name="Grade 5 Green")
    ClassroomTeacherFactory(classroom=other, teacher=teacher)
    alert_about(newcomer(other, "Gus"), other)

    both = signed_in.get(TODAY).context["board"]
    one = signed_in.get(TODAY, {"class": other.pk})

    assert sorted(names(both.first)) == ["Gus", "Sam Okafor"]
    assert names(one.context["board"].first) == ["Gus"]
    assert "0 of 1 active this week in Grade 5 Green" in text_of(one)


def test_a_class_of_others_does_not_exist(signed_in, classroom):
    other = ClassroomFactory(school=classroom.school)

    answers = [signed_in.get(TODAY, {"class": asked}) for asked in (other.pk, 987654, "x")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert answers[0].content == answers[1].content


def test_an_aide_reads_and_finds_no_buttons(client, people, classroom):
    alert_about(people.ST.student, classroom)
    client.force_login(people.AIDE)

    words = text_of(client.get(TODAY))

    assert "99 of 180 right" in words
    assert "Not a concern" not in words
    assert "Assign targeted practice" not in words


def test_leaders_see_what_has_waited_five_school_days_and_no_names_of_teachers(
    client, people, student, classroom, teacher
):
    alert_about(student, classroom, opened_at=ago(7))
    alert_about(newcomer(classroom, "Fresh"), classroom)
    seen = alert_about(newcomer(classroom, "Seen"), classroom, opened_at=ago(9))
    acknowledge(seen, by=teacher)
    client.force_login(people.LE)

    response = client.get(TODAY)

    assert names(response.context["board"].first) == ["Sam Okafor"]
    words = text_of(response)
    assert "1 of 3 were answered, 0 ended by themselves, 2 wait." in words
    assert "1 open alert has waited five school days or more without an answer." in words
    assert "Alice Moreno" not in words


def test_leaders_give_no_assignments_from_here(client, people, student, classroom):
    alert_about(student, classroom, opened_at=ago(7))
    client.force_login(people.LE)

    assert "Send an idea" in client.get(TODAY).text


def test_a_school_that_answers_everything_is_told_so(client, people):
    client.force_login(people.LE)

    assert "Every alert has an answer" in client.get(TODAY).text


def test_snoozed_alerts_come_back_on_their_day(signed_in, alert, teacher):
    snooze(alert, by=teacher, days=3)

    assert signed_in.get(TODAY).context["board"].needs_action == 0


@pytest.mark.parametrize("cards", [1, 3])
def test_queries_for_one_and_three_cards(
    cards, signed_in, teacher, classroom, django_assert_max_num_queries
):
    for number in range(cards):
        student = newcomer(classroom, f"Ada {number}")
        alert_about(student, classroom)
        alert_about(student, classroom, "streak")
        helped = newcomer(classroom, f"Ben {number}")
        alert_about(helped, classroom)
        InterventionFactory(student=helped, teacher=teacher)

    with django_assert_max_num_queries(QUERIES):
        response = signed_in.get(TODAY)

    assert len(response.context["board"].under_way) == cards
