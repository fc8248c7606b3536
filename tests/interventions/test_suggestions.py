from dataclasses import replace
from datetime import date

import pytest

from interventions.defaults import DEFAULT_TEMPLATES
from interventions.models import MessageTemplate
from interventions.situation import DueWork, Situation
from interventions.suggestions import best_template, fitting_category, needs_of, suggest
from interventions.templates_text import ALLOWED_VARIABLES

WELL = Situation(days_since_practice=1)
STUCK = replace(WELL, struggling=True, skill_name="Fractions")
SILENT = replace(WELL, days_since_practice=7)
LATE = DueWork("Week 12", date(2026, 11, 20), is_started=False, is_due_soon=False, days_late=3)
OVERDUE = replace(WELL, work=LATE)
ON_A_STREAK = replace(WELL, streak_days=3)
IMPROVING = replace(WELL, is_improving=True)

EVERYTHING = dict.fromkeys(ALLOWED_VARIABLES, "known")


def templates():
    return [
        MessageTemplate(
            pk=number,
            category=default.category,
            title=default.title,
            content=default.content,
            default_key=default.key,
        )
        for number, default in enumerate(DEFAULT_TEMPLATES, start=1)
    ]


def of_category(category):
    return [template for template in templates() if template.category == category]


def suggested(situation, values=EVERYTHING, offered=None):
    found = suggest(templates() if offered is None else offered, situation, values)
    return [(each.template.title, each.reason) for each in found]


def test_the_story_suggests_support_first():
    assert suggested(STUCK) == [
        ("Support - Struggling with Skill", "Fractions needs work"),
        ("Meeting Offer", "Fractions needs work"),
        ("Resource Suggestion", "Fractions needs work"),
    ]


def test_overdue_work_suggests_what_is_true_of_it():
    assert suggested(OVERDUE) == [("Check", "“Week 12” is 3 days late")]


def test_work_due_yesterday_may_be_told_so():
    due_yesterday = replace(OVERDUE, work=replace(LATE, days_late=1))
    begun = replace(OVERDUE, work=replace(LATE, days_late=1, is_started=True))

    assert suggested(due_yesterday) == [
        ("Check", "“Week 12” is 1 day late"),
        ("Follow Up", "“Week 12” is 1 day late"),
    ]
    assert suggested(begun) == [("Follow Up", "“Week 12” is 1 day late")]


def test_silence_suggests_a_check_in():
    assert suggested(SILENT)[0] == ("Check In", "No practice for 7 days")
    assert suggested(replace(WELL, days_since_practice=6))[0][0] == "Praise"


def test_who_never_practiced_gets_no_text_with_a_number_of_days():
    known = dict.fromkeys(("student_name", "skill_name"), "known")

    assert suggested(replace(WELL, days_since_practice=None), known) == [
        ("Encouragement", "No practice yet"),
        ("Class Update", "No practice yet"),
    ]


def test_a_streak_and_a_better_accuracy_are_news_before_praise():
    assert suggested(ON_A_STREAK) == [
        ("Streak", "3 days of practice in a row"),
        ("Praise", "Practiced within the last week"),
    ]
    assert suggested(replace(IMPROVING, streak_days=5)) == [
        ("Celebrate", "Accuracy is improving"),
        ("Streak", "5 days of practice in a row"),
        ("Praise", "Practiced within the last week"),
    ]
    assert suggested(replace(WELL, streak_days=2)) == [("Praise", "Practiced within the last week")]


def test_several_needs_get_one_suggestion_each_most_pressing_first():
    everything = replace(STUCK, work=LATE, days_since_practice=9)

    assert [title for title, _ in suggested(everything)] == [
        "Support - Struggling with Skill",
        "Check",
        "Check In",
    ]


def test_good_news_is_suggested_beside_a_need_but_plain_praise_is_not():
    titles = [title for title, _ in suggested(replace(STUCK, streak_days=4))]

    assert titles == ["Support - Struggling with Skill", "Streak", "Meeting Offer"]
    assert "Praise" not in [title for title, _ in suggested(SILENT)]


@pytest.mark.parametrize(
    "situation, category",
    [
        (STUCK, "struggling"),
        (replace(STUCK, work=LATE), "struggling"),
        (OVERDUE, "overdue"),
        (replace(OVERDUE, days_since_practice=20), "overdue"),
        (replace(WELL, work=replace(LATE, is_due_soon=True, days_late=None)), "encouragement"),
        (SILENT, "inactive"),
        (replace(WELL, days_since_practice=None), "inactive"),
        (replace(SILENT, streak_days=9), "inactive"),
        (WELL, "encouragement"),
        (IMPROVING, "encouragement"),
    ],
)
def test_the_category_is_that_of_the_most_pressing_need(situation, category):
    assert fitting_category(situation) == category
    assert needs_of(situation)[0].category == category


def test_without_templates_nothing_is_suggested():
    assert suggested(STUCK, offered=[]) == []


def test_a_text_of_the_schools_own_fits_whoever_its_category_fits():
    own = MessageTemplate(pk=99, category="overdue", title="Ours", content="Hi {student_name}.")

    late_and_begun = replace(OVERDUE, work=replace(LATE, is_started=True))

    assert suggested(late_and_begun, offered=[*templates(), own]) == [
        ("Ours", "“Week 12” is 3 days late")
    ]


@pytest.mark.parametrize(
    "situation, category, title",
    [
        (IMPROVING, "encouragement", "Celebrate"),
        (ON_A_STREAK, "encouragement", "Streak"),
        (WELL, "encouragement", "Praise"),
        (STUCK, "encouragement", "Praise"),
        (OVERDUE, "overdue", "Check"),
        (
            replace(WELL, work=replace(LATE, is_due_soon=True, days_late=None)),
            "overdue",
            "Reminder",
        ),
        # Nothing of it is true where no work is due: then simply the first.
        (WELL, "overdue", "Reminder"),
    ],
)
def test_the_best_of_a_category_is_what_is_true_now(situation, category, title):
    assert best_template(of_category(category), situation, EVERYTHING).title == title


def test_a_complete_text_is_better_than_one_with_gaps():
    known = {"student_name": "Sam"}

    assert best_template(of_category("inactive"), SILENT, known).title == "Encouragement"
    assert best_template(of_category("struggling"), STUCK, {}).title == (
        "Support - Struggling with Skill"
    )
    assert best_template([], STUCK, known) is None
