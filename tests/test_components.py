"""The pieces pages are made of: what they say, with and without data."""

import json
import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from alpha.templatetags.charts import chart_rows, with_written_dates

CHART = {
    "labels": ["Nov 21", "Nov 22", "Nov 23"],
    "values": [70, None, 50],
    "counts": [20, None, 1],
    "direction": "declining",
    "class_average": 69.6,
    "unit": "%",
    "label": "Accuracy",
}


def words_of(name, **context):
    text = render_to_string(f"components/{name}.html", context)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize(
    "direction, watch, words",
    [
        ("improving", False, "Improving"),
        ("stable", False, "Stable"),
        ("stable", True, "Possibly declining"),
        ("declining", True, "Declining"),
        ("declining", False, "Declining"),
        ("not_enough_data", False, "Not enough data"),
    ],
)
def test_trend_is_a_word_with_a_sign(direction, watch, words):
    context = {"direction": direction, "watch": watch}

    assert words_of("trend", **context) == words
    assert "<svg" in render_to_string("components/trend.html", context)


@pytest.mark.parametrize("status", ["Mastered", "On track", "Needs Work", "Not started"])
def test_skill_status_is_a_word_with_a_sign(status):
    assert words_of("skill_status", status=status) == status
    assert "<svg" in render_to_string("components/skill_status.html", {"status": status})


@pytest.mark.parametrize(
    "accuracy, correct, questions, words",
    [
        (0.55, 99, 180, "55% 99 of 180"),
        (0.0, 0, 4, "0% 0 of 4"),
        (0.5, None, 20, "50% 20 answers"),
        (1.0, None, 1, "100% 1 answer"),
        (None, 0, 0, "no data"),
    ],
)
def test_accuracy_stands_with_its_answers(accuracy, correct, questions, words):
    assert words_of("accuracy", accuracy=accuracy, correct=correct, questions=questions) == words


def test_number_says_what_it_stands_on_and_means():
    words = words_of(
        "stat", label="Accuracy", value="55%", hint="99 of 180", definition="Right ÷ all."
    )

    assert words == "Accuracy What “Accuracy” means Right ÷ all. 55% 99 of 180"


@pytest.mark.parametrize("value", [None, ""])
def test_number_without_data_is_not_zero(value):
    assert words_of("stat", label="Accuracy", value=value) == "Accuracy no data"


def test_number_zero_is_shown():
    assert words_of("stat", label="Questions", value=0) == "Questions 0"


@pytest.mark.parametrize(
    "query, sort, link, order",
    [
        # Pressed once: from high to low, because the column says so; again: the other way round.
        ("", "name", "/classes/1/?sort=-accuracy", None),
        ("?sort=-accuracy", "-accuracy", "/classes/1/?sort=accuracy", "descending"),
        ("?sort=accuracy", "accuracy", "/classes/1/?sort=-accuracy", "ascending"),
        # What else was chosen stays; the page of a list does not.
        ("?days=7&page=2", "name", "/classes/1/?days=7&amp;sort=-accuracy", None),
    ],
)
def test_sort_header_links_to_the_next_order(query, sort, link, order):
    request = RequestFactory().get(f"/classes/1/{query}")
    context = {"key": "accuracy", "label": "Accuracy", "sort": sort, "first": "-"}

    text = render_to_string("components/sort_header.html", context, request)

    assert f'href="{link}"' in text
    assert re.findall(r'aria-sort="(\w+)"', text) == ([order] if order else [])


def test_sort_header_first_sorts_words_from_a_to_z():
    request = RequestFactory().get("/classes/1/?sort=-accuracy")
    context = {"key": "name", "label": "Student", "sort": "-accuracy"}

    text = render_to_string("components/sort_header.html", context, request)

    assert 'href="/classes/1/?sort=name"' in text


def test_chart_is_a_sentence_a_canvas_and_a_table_of_the_same_numbers():
    context = {"chart": CHART, "chart_id": "c", "sentence": "From 70% to 50%."}

    text = render_to_string("components/chart.html", context)

    data = re.search(r'<script id="c" type="application/json">(.*?)</script>', text)[1]
    assert json.loads(data) == CHART
    assert 'aria-label="Accuracy: From 70% to 50%. The numbers are in the table below."' in text
    assert words_of("chart", **context).removeprefix(f"From 70% to 50%. {data} ") == (
        "Class average 70% Show the numbers as a table Date Accuracy Questions "
        "Nov 21 70% 20 Nov 22 no practice – Nov 23 50% 1"
    )


def test_chart_without_class_average_has_no_line_for_it():
    context = {"chart": CHART | {"class_average": None}, "chart_id": "c", "sentence": "Fine."}

    assert "Class average" not in words_of("chart", **context)


def test_chart_data_cannot_break_out_of_its_element():
    chart = CHART | {"label": "</script><b>Bo</b>"}

    text = render_to_string("components/chart.html", {"chart": chart, "chart_id": "c"})

    assert "<b>Bo" not in text


def test_chart_rows_have_the_level_of_an_aim_line_where_there_is_one():
    aims = list(range(len(CHART["labels"])))

    rows = chart_rows(CHART | {"aim": aims})

    assert [row["aim"] for row in rows] == aims
    assert "aim" not in chart_rows(CHART)[0]


def test_chart_rows_refuse_columns_of_different_length():
    with pytest.raises(ValueError, match="shorter"):
        chart_rows(CHART | {"counts": [20]})


def test_chart_dates_are_written_as_people_write_them():
    chart = CHART | {"labels": ["2026-11-03", "2026-11-21", "Week 3"]}

    assert with_written_dates(chart) == chart | {"labels": ["Nov 3", "Nov 21", "Week 3"]}


def test_chart_rows_keep_gaps():
    assert chart_rows(CHART) == [
        {"label": "Nov 21", "value": 70, "count": 20},
        {"label": "Nov 22", "value": None, "count": None},
        {"label": "Nov 23", "value": 50, "count": 1},
    ]


def test_bar_of_no_data_is_empty():
    assert '<rect width="0"' in render_to_string("components/bar.html", {"share": None})
    assert '<rect width="0.55"' in render_to_string("components/bar.html", {"share": 0.55})


@pytest.mark.parametrize(
    "kind, look",
    [("success", "good"), ("warning", "caution"), ("error", "bad"), ("info", ""), ("", "")],
)
def test_note_looks_like_what_it_says(kind, look):
    text = render_to_string("components/note.html", {"kind": kind, "text": "Words"})

    assert f'class="notice{f" {look}" if look else ""}"' in text
    assert "Words" in text


def test_empty_state_says_what_to_do_next():
    words = words_of(
        "empty_state",
        title="No classes yet",
        text="The office adds you to a class.",
        action_url="/inbox/",
        action="Go to the inbox",
    )

    assert words == "No classes yet The office adds you to a class. Go to the inbox"


def test_estimated_dates_are_told():
    assert words_of("estimated_note").startswith("Estimated dates.")


@pytest.mark.parametrize("htmx, tag", [(True, "<dialog"), (False, "<!DOCTYPE html>")])
def test_dialog_is_a_page_of_its_own_without_htmx(htmx, tag):
    request = RequestFactory().get("/")
    request.htmx = htmx

    text = render_to_string("components/modal.html", {}, request)

    assert text.lstrip().startswith(tag)
    assert 'id="modal-body"' in text
