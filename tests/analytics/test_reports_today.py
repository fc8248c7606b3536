"""Open alerts as cards: who is on one card, which comes first, who may see it."""

from datetime import UTC, date, datetime

import pytest

from analytics.reports import open_alerts
from analytics.reports.shape import Named
from analytics.reports.today import AlertLine, cards_of
from tests.factories import (
    AlertFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrollmentFactory,
    SchoolHolidayFactory,
    SkillFactory,
    StudentFactory,
)

pytestmark = pytest.mark.usefixtures("monday")

ROOM = Named(1, "Grade 5 Blue")
MAYA, NOA, SAM = (Named(pk, name) for pk, name in ((1, "Maya"), (2, "Noa"), (3, "Sam")))
CHECK_UP, WORKSHEET = Named(1, "Check-up"), Named(2, "Worksheet")


def line(student=MAYA, kind="struggling", severity="medium", *, waiting=0, **given):
    line.number += 1
    return AlertLine(
        alert_id=line.number,
        kind=kind,
        severity=severity,
        certainty=given.pop("certainty", 1.0),
        evidence={},
        opened_on=date(2026, 11, 23),
        waiting=waiting,
        is_seen=given.pop("is_seen", False),
        student=student,
        classroom=ROOM,
        skill=None,
        assignment=given.pop("assignment", None),
    )


line.number = 0


def overdue(student, assignment=CHECK_UP, **given):
    return line(student, "overdue", "low", assignment=assignment, **given)


def shown(cards):
    return [(card.student, [one.kind for one in card.lines]) for card in cards]


def test_two_rules_about_one_student_are_one_card():
    cards = cards_of([line(kind="struggling"), line(kind="decline", severity="high"), line(NOA)])

    assert shown(cards.concerns) == [(MAYA, ["decline", "struggling"]), (NOA, ["struggling"])]
    # 3 + half of 2
    assert [card.urgency for card in cards.concerns] == [4.0, 2.0]
    assert [card.severity for card in cards.concerns] == ["high", "medium"]


def test_good_news_are_cards_of_their_own():
    cards = cards_of(
        [line(kind="struggling"), line(kind="mastered", severity="low"), line(kind="streak")]
    )

    assert shown(cards.concerns) == [(MAYA, ["struggling"])]
    assert shown(cards.good_news) == [(MAYA, ["streak", "mastered"])]
    assert [card.is_good_news for card in (*cards.concerns, *cards.good_news)] == [False, True]


def test_work_that_several_have_not_done_is_one_card():
    cards = cards_of([overdue(MAYA), overdue(NOA), overdue(SAM, WORKSHEET)])

    digest, single = sorted(cards.concerns, key=lambda card: len(card.lines), reverse=True)
    assert (digest.student, digest.assignment) == (None, CHECK_UP)
    assert digest.students == (MAYA, NOA)
    assert (single.student, single.assignment) == (SAM, None)


def test_who_has_another_card_has_her_work_on_it():
    cards = cards_of([overdue(MAYA), overdue(NOA), overdue(SAM), line(MAYA)])

    assert shown(cards.concerns) == [(MAYA, ["struggling", "overdue"]), (None, ["overdue"] * 2)]
    assert cards.concerns[1].students == (NOA, SAM)


def test_every_alert_is_on_one_card():
    lines = [
        overdue(MAYA),
        overdue(NOA),
        overdue(NOA, WORKSHEET),
        line(SAM),
        overdue(SAM),
        line(SAM, "streak", "low"),
        line(None, "class_gap"),
    ]

    cards = cards_of(lines)

    ids = [one.alert_id for card in (*cards.concerns, *cards.good_news) for one in card.lines]
    assert sorted(ids) == [one.alert_id for one in lines]
    assert len(ids) == len(set(ids))


def test_a_note_about_a_class_is_a_card_without_a_student():
    (card,) = cards_of([line(None, "class_gap")]).concerns

    assert (card.student, card.students, card.classroom) == (None, (), ROOM)


def test_cards_come_by_severity_certainty_and_waiting():
    cards = cards_of(
        [
            line(MAYA, severity="medium", waiting=1),  # 2.2
            line(NOA, severity="high", certainty=0.9),  # 2.7
            line(SAM, severity="medium", waiting=9),  # 2 · 1.5
        ]
    )

    assert [card.student for card in cards.concerns] == [SAM, NOA, MAYA]


def test_what_somebody_has_seen_waits_no_longer():
    cards = cards_of([line(MAYA, waiting=5, is_seen=True), line(NOA, waiting=1)])

    assert [card.student for card in cards.concerns] == [NOA, MAYA]
    assert [card.waiting for card in cards.concerns] == [1, 5]


def test_equals_come_by_name():
    cards = cards_of([line(SAM), line(MAYA), line(NOA)])

    assert [card.student for card in cards.concerns] == [MAYA, NOA, SAM]


def test_seven_come_first_two_of_them_good_news():
    people = [Named(pk, f"S{pk:02}") for pk in range(20)]
    cards = cards_of([line(one) for one in people] + [line(one, "streak") for one in people])

    assert [card.is_good_news for card in cards.first] == [False] * 5 + [True] * 2
    assert cards.first[:5] == cards.concerns[:5]


@pytest.mark.parametrize(
    "concerns, news, shown_concerns, shown_news",
    [
        (9, 0, 7, 0),
        (9, 1, 6, 1),
        (0, 9, 0, 7),
        (4, 9, 4, 3),
        (3, 1, 3, 1),
        (0, 0, 0, 0),
        (6, 1, 6, 1),
    ],
)
def test_good_news_fill_what_is_free(concerns, news, shown_concerns, shown_news):
    people = [Named(pk, f"S{pk:02}") for pk in range(10)]
    lines = [line(one) for one in people[:concerns]]
    lines += [line(one, "streak") for one in people[:news]]

    first = cards_of(lines).first

    good = sum(card.is_good_news for card in first)
    assert (len(first) - good, good) == (shown_concerns, shown_news)


@pytest.fixture
def alert(student, classroom):
    return AlertFactory(
        student=student,
        classroom=classroom,
        kind="wheel_spinning",
        skill=SkillFactory(school=student.school, name="Fractions"),
        severity="medium",
        certainty=0.9,
        opened_at=datetime(2026, 11, 18, 15, tzinfo=UTC),
        evidence={"rule": "wheel_spinning", "correct": 9, "answered": 24},
    )


def test_a_line_says_what_about_whom_and_since_when(alert, teacher):
    SchoolHolidayFactory(school=alert.classroom.school, starts_on=date(2026, 11, 20))

    (card,) = open_alerts(teacher).concerns

    (found,) = card.lines
    assert found == AlertLine(
        alert_id=alert.pk,
        kind="wheel_spinning",
        severity="medium",
        certainty=0.9,
        evidence={"rule": "wheel_spinning", "correct": 9, "answered": 24},
        opened_on=date(2026, 11, 18),
        # Thursday and today: Friday was a holiday.
        waiting=2,
        is_seen=False,
        student=Named(alert.student_id, "Sam Okafor"),
        classroom=Named(alert.classroom_id, "Grade 5 Blue"),
        skill=Named(alert.skill_id, "Fractions"),
        assignment=None,
        may_help=True,
    )
    assert found.title == "Stuck on a skill"


def test_snoozed_and_closed_alerts_are_left_out(alert, teacher, student, classroom):
    alert.snoozed_until = date(2026, 11, 24)
    alert.save()
    AlertFactory(
        student=student,
        classroom=classroom,
        status="dismissed",
        close_reason="absent",
        closed_at=datetime(2026, 11, 23, 15, tzinfo=UTC),
    )
    assert open_alerts(teacher).concerns == ()

    alert.snoozed_until = date(2026, 11, 23)
    alert.save()

    assert len(open_alerts(teacher).concerns) == 1


@pytest.mark.parametrize(
    "who, sees",
    [("TE", 1), ("CO", 1), ("AIDE", 1), ("LE", 1), ("AD", 0), ("TO", 0), ("TX", 0), ("ST", 0)],
)
def test_cards_are_for_who_may_read_the_report(people, classroom, who, sees):
    AlertFactory(student=people.ST.student, classroom=classroom)

    assert len(open_alerts(getattr(people, who)).concerns) == sees


def test_one_class_can_be_asked_for(alert, teacher, people, classroom):
    other = ClassroomFactory(school=classroom.school)
    in_both = people.ST2.student
    EnrollmentFactory(classroom=other, student=in_both)
    AlertFactory(student=in_both, classroom=classroom)
    AlertFactory(student=None, classroom=other, kind="class_gap")

    # The leader sees all; a class shows its students, whichever class their alert is kept under.
    assert len(open_alerts(people.LE).concerns) == 3
    assert {card.student for card in open_alerts(people.LE, classroom=other).concerns} == {
        None,
        Named(in_both.pk, "Noa Lindqvist"),
    }
    # The teacher of the first class does not see the note about the other one.
    assert [card.student for card in open_alerts(people.TE, classroom=other).concerns] == [
        Named(in_both.pk, "Noa Lindqvist")
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_cards_take_two_queries_for_one_and_three_alerts(
    rows, teacher, classroom, django_assert_num_queries
):
    for _ in range(rows):
        student = StudentFactory(school=classroom.school)
        EnrollmentFactory(classroom=classroom, student=student)
        AlertFactory(
            student=student,
            classroom=classroom,
            kind="overdue",
            assignment=AssignmentFactory(school=classroom.school),
        )

    with django_assert_num_queries(2):
        assert len(open_alerts(teacher).concerns) == rows
