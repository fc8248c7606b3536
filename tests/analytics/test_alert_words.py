"""Alerts in words: each rule's sentence, with its numbers, n and dates."""

import pytest

from analytics import alert_words
from analytics.alert_words import About
from analytics.detectors.findings import KINDS

MOVED = {
    "on": "2026-11-25",
    "since": "2026-10-27",
    "change": -0.2682,
    "low": -0.4034,
    "high": -0.133,
    "p_decline": 0.9998,
    "basis": "history",
    "answered": 380,
    "active_days": 19,
    "first_day": {"on": "2026-10-28", "correct": 14, "answered": 20},
    "last_day": {"on": "2026-11-25", "correct": 10, "answered": 20},
    "confirmed_on": ["2026-11-23", "2026-11-25"],
    "limits": {"change": 0.08},
}
EVIDENCE = {
    "inactivity": {
        "on": "2026-11-25",
        "last_practice": "2026-11-11",
        "joined": None,
        "missed": 9,
        "active_days": 19,
        "school_days": 38,
        "rhythm": 0.4565,
        "chance": 0.0041,
        "limits": {"school_days": 5, "chance": 0.02},
    },
    "struggling": {
        "on": "2026-11-25",
        "since": "2026-10-27",
        "correct": 99,
        "answered": 180,
        "active_days": 9,
        "chance": 0.9985,
        "limits": {"below": 0.7, "certainty": 0.8, "answers": 20},
    },
    "decline": MOVED,
    "wheel_spinning": {
        "on": "2026-11-25",
        "since": "2026-11-18",
        "last_practice": "2026-11-25",
        "correct": 9,
        "answered": 24,
        "active_days": 5,
        "last_correct": 3.0,
        "last_answered": 10.0,
        "chance": 0.92,
        "limits": {"answers": 8, "days": 2, "below": 0.6, "certainty": 0.8},
    },
    "overdue": {
        "on": "2026-11-25",
        "due": "2026-11-23",
        "school_days_late": 2,
        "is_begun": True,
        "answered": 6,
        "questions": 12,
        "limits": {"school_days": 1},
    },
    "class_gap": {
        "on": "2026-11-25",
        "students": 25,
        "quiet": 20,
        "missed": 6,
        "last_practice": "2026-11-16",
        "limits": {"school_days": 5, "share": 0.6},
    },
    "improved": MOVED
    | {
        "change": 0.22,
        "low": 0.04,
        "high": 0.41,
        "basis": "window",
        "first_day": {"on": "2026-10-28", "correct": 10, "answered": 20},
        "last_day": {"on": "2026-11-25", "correct": 14, "answered": 20},
    },
    "returned": {
        "on": "2026-11-25",
        "back": "2026-11-23",
        "last_practice": "2026-10-24",
        "missed": 20,
        "active_days": 1,
    },
    "mastered": {
        "on": "2026-11-25",
        "mastered": "2026-11-20",
        "correct": 23,
        "answered": 27,
        "active_days": 2,
    },
    "streak": {
        "on": "2026-11-25",
        "days": 10,
        "since": "2026-11-11",
        "reached": "2026-11-24",
        "limits": {"days": 10},
    },
}
ABOUT = About(skill="Fractions", assignment="Check-up")


@pytest.mark.parametrize(
    "kind, said",
    [
        (
            "inactivity",
            "No practice for 9 school days, since Nov 11; before that on 19 of 38 school days.",
        ),
        (
            "struggling",
            "99 of 180 right (55%) on 9 days: surely below 70%, in the 30 days to Nov 25.",
        ),
        (
            "decline",
            (
                "From 70% (14 of 20) on Oct 28 to 50% (10 of 20) on Nov 25; about 27 points below the"
                " month before (likely 13 to 40), from 380 answers on 19 days."
            ),
        ),
        (
            "wheel_spinning",
            "Fractions: 9 of 24 right (38%) on 5 days since Nov 18, the newest ten surely below 60%.",
        ),
        (
            "overdue",
            "“Check-up” was due on Nov 23, 2 school days ago: 6 of 12 questions answered.",
        ),
        (
            "class_gap",
            (
                "20 of 25 students have not practiced for 6 school days or more;"
                " the last practice was on Nov 16."
            ),
        ),
        (
            "improved",
            (
                "From 50% (10 of 20) on Oct 28 to 70% (14 of 20) on Nov 25; about 22 points above the"
                " start of these 30 days (likely 4 to 41), from 380 answers on 19 days."
            ),
        ),
        (
            "returned",
            "Practicing again since Nov 23, on 1 day so far, after 20 school days without.",
        ),
        ("mastered", "Mastered Fractions on Nov 20: 23 of 27 right (85%) on 2 days."),
        ("streak", "Practiced on 10 school days in a row, since Nov 11."),
    ],
)
def test_each_rule_has_a_sentence_that_can_be_checked(kind, said):
    assert alert_words.sentence(kind, EVIDENCE[kind], ABOUT) == said


def test_every_rule_has_its_words():
    assert set(EVIDENCE) == KINDS
    for kind, evidence in EVIDENCE.items():
        assert alert_words.rule(kind, evidence), kind
        assert alert_words.values(kind, evidence), kind


@pytest.mark.parametrize(
    "kind, said, shown",
    [
        (
            "struggling",
            (
                "Accuracy over 30 days that is below 70% with a probability of at least 80%,"
                " from 20 answers or more."
            ),
            ("Probability of being below the limit", "99.9%"),
        ),
        (
            "decline",
            (
                "Accuracy of the last 30 days lies clearly below the month before (95% sure), by 8"
                " points or more, on two days of practice in a row."
            ),
            ("Change of accuracy", "−27 points (95% likely between −40 and −13)"),
        ),
        (
            "overdue",
            "Work that is not finished 1 school day after it was due, for up to 30 days.",
            ("Late by", "2 school days"),
        ),
    ],
)
def test_rule_and_values_say_what_was_in_force(kind, said, shown):
    assert alert_words.rule(kind, EVIDENCE[kind]) == said
    assert shown in alert_words.values(kind, EVIDENCE[kind])


@pytest.mark.parametrize(
    "seen, said",
    [
        ({"is_begun": False, "answered": 0, "questions": 12}, "not begun"),
        ({"is_begun": True, "answered": None, "questions": 12}, "begun"),
        ({"is_begun": True, "answered": 1, "questions": 1}, "1 of 1 question answered"),
    ],
)
def test_how_far_work_is(seen, said):
    assert alert_words.progress(seen) == said


def test_who_never_practiced_has_missed_since_joining():
    never = EVIDENCE["inactivity"] | {"last_practice": None, "joined": "2026-11-02", "missed": 1}

    said = alert_words.sentence("inactivity", never)
    assert said == "No practice in the 1 school day since joining the class on Nov 2."


def test_old_evidence_without_a_number_has_no_sentence_rather_than_a_wrong_one():
    assert alert_words.sentence("struggling", {"rule": "struggling", "correct": 20}) == ""
    assert alert_words.rule("struggling", {}) == ""
    assert alert_words.values("struggling", {"correct": 20}) == []
    assert alert_words.values("decline", {}) == []
