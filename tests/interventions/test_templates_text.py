import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from interventions.templates_text import (
    ALLOWED_VARIABLES,
    MAX_FILLED_LENGTH,
    Filled,
    fill,
    placeholders,
    template_problems,
    unfill,
    unknown_placeholders,
    variables_of,
)

# Placeholders of other template languages, and ways to reach more than a value through str.format.
HOSTILE = [
    "{student.__class__}",
    "{0.__init__.__globals__}",
    "{student._meta.app_config.module.settings.SECRET_KEY}",
    "{student_name!r:>50000000}",
    "{student_name:>50000000}",
    "{{ settings.SECRET_KEY }}",
    "%(student_name)s",
    "${student_name.__class__}",
    "{% debug %}",
]


def test_placeholders_are_listed_once_and_in_order():
    text = "Hi {student_name}, {skill} and {student_name}: {days} days. {Not} { days } {3}"

    assert placeholders(text) == ["student_name", "skill", "days"]


def test_variables_of_resolves_the_alias_and_leaves_unknown_names_out():
    assert variables_of("{skill}, {skill_name}, {grade}, {days}") == ["skill_name", "days"]


def test_fill_replaces_each_allowed_name():
    filled = fill(
        "Hi {student_name}, I noticed you're struggling with {skill_name}.",
        {"student_name": "Student 3", "skill_name": "Fractions"},
    )

    assert filled == Filled("Hi Student 3, I noticed you're struggling with Fractions.", ())


def test_skill_means_skill_name():
    assert fill("{skill} and {skill_name}", {"skill_name": "Fractions"}) == Filled(
        "Fractions and Fractions", ()
    )


def test_names_without_a_value_stay_and_are_reported_as_written():
    filled = fill("{days} days, {skill}, {days}", {"student_name": "Sam"})

    assert filled == Filled("{days} days, {skill}, {days}", ("days", "skill"))


def test_a_name_that_is_not_allowed_is_never_filled():
    filled = fill("{password}", {"password": "secret"})

    assert filled == Filled("{password}", ("password",))


def test_values_are_not_read_again():
    filled = fill(
        "Hi {student_name}, {days}", {"student_name": "{days}{teacher_name}", "days": "{skill}"}
    )

    assert filled == Filled("Hi {days}{teacher_name}, {skill}", ())


@given(st.dictionaries(st.sampled_from(sorted(ALLOWED_VARIABLES)), st.text(max_size=30)))
def test_filling_is_one_pass_for_any_value(values):
    text = "|".join(f"{{{name}}}" for name in ALLOWED_VARIABLES)

    expected = "|".join(values.get(name, f"{{{name}}}") for name in ALLOWED_VARIABLES)
    assert fill(text, values).text == expected


@pytest.mark.parametrize("text", HOSTILE)
def test_other_template_languages_come_out_as_written(text):
    filled = fill(text, {"student_name": "Sam"})

    # "${student_name…" holds no placeholder either: a name must be followed by its brace.
    assert filled.text == text
    assert settings.SECRET_KEY not in filled.text


@pytest.mark.parametrize("text", [text for text in HOSTILE if not text.startswith("%")])
def test_other_template_languages_are_refused_in_a_template(text):
    assert template_problems(text) != []


def test_the_filled_text_has_an_upper_bound():
    filled = fill("{student_name}" * 100, {"student_name": "x" * 1000})

    assert len(filled.text) == MAX_FILLED_LENGTH == 20_000


def test_unknown_placeholders_names_whatever_is_not_allowed():
    text = "{student_name} {skill} {studnet_name} {Days} {} {0.__class__}"

    assert unknown_placeholders(text) == ["studnet_name", "Days", "", "0.__class__"]


def test_a_template_problem_says_what_and_where():
    assert template_problems("Hi {studnet_name}, {days} days} and {skill") == [
        "{studnet_name} at character 4 is not a variable.",
        "The } at character 31 stands alone.",
        "The { at character 37 stands alone.",
    ]


def test_a_template_of_allowed_names_has_no_problem():
    assert (
        template_problems(" ".join(f"{{{name}}}" for name in [*ALLOWED_VARIABLES, "skill"])) == []
    )


# The way back


def test_unfill_puts_the_names_back():
    values = {"student_name": "Student 3", "skill_name": "Fractions", "days": "8"}
    text = "Hi Student 3, I see you're working hard on Fractions. 8 days is long, Student 3!"

    assert unfill(text, values, ["student_name", "skill_name"]) == (
        "Hi {student_name}, I see you're working hard on {skill_name}. 8 days is long, {student_name}!"
    )


def test_unfill_takes_whole_words_only_and_the_longer_value_first():
    values = {"student_name": "Sam", "skill_name": "Sam's Area"}

    assert unfill("Sam, Samuel, Sam's Area, Areas", values, ["student_name", "skill_name"]) == (
        "{student_name}, Samuel, {skill_name}, Areas"
    )
    assert unfill("Student 30", {"student_name": "Student 3"}, ["student_name"]) == "Student 30"


def test_unfill_leaves_alone_what_has_no_value():
    assert unfill("Hi Sam.", {"student_name": "Sam", "days": ""}, ["days"]) == "Hi Sam."
    assert unfill("Hi Sam.", {}, ["student_name"]) == "Hi Sam."


def test_of_two_names_with_one_value_the_first_is_meant():
    values = {"days": "3", "streak_days": "3"}

    assert unfill("3 days", values, ["streak_days", "days"]) == "{streak_days} days"


@pytest.mark.parametrize(
    "name", ["{days}", "(Sam", "Sam.*", "\\d+", "$1", "Åsa Öberg", "\u202eSam"]
)
def test_unfill_takes_any_name_literally(name):
    text = fill("Hi {student_name}, well done.", {"student_name": name}).text

    assert unfill(text, {"student_name": name}, ["student_name"]) == (
        "Hi {student_name}, well done."
    )


@given(st.text(max_size=60), st.text(min_size=1, max_size=10))
def test_unfilling_never_changes_what_would_be_sent(text, name):
    values = {"student_name": name}

    template = unfill(text, values, ["student_name"])

    if "{student_name}" not in text:
        assert fill(template, values).text == text
