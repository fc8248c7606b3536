import csv
import io
import json
import re

import pytest
from django.urls import reverse

from interventions.effect_words import FOOTER
from interventions.tracking import resolve
from tests.factories import InterventionFactory, SkillFactory
from tests.interventions.deeds import words_of
from tests.interventions.helped_classes import enough_students, helped

ADDRESS = reverse("interventions:what_works")
EXPORT = reverse("interventions:what_works_csv")
# Of them five for the help, five for what changed after the closed cases, four for these themselves.
QUERIES = 17


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


@pytest.fixture
def enough(classroom):
    enough_students(classroom)


def closed(student, teacher, **fields):
    row = InterventionFactory(student=student, teacher=teacher)
    return resolve(row, by=teacher, **fields)


def test_every_kind_stands_with_its_counts_and_the_footer_below(signed_in, student, teacher):
    closed(student, teacher, effectiveness_rating=4)

    words = words_of(signed_in.get(ADDRESS))

    for kind in ("Message", "Targeted assignment", "Meeting", "Parent notification"):
        assert f'<th scope="row">{kind}</th>' in words
    assert "4.0 of 5 stars<" in words
    assert "1 rating, few; counts as 3.2" in words
    assert "Not enough data (0 of 10)" in words
    assert "Too early to compare." in words
    assert FOOTER in words
    for never in ("caused", "effectiveness"):
        assert never not in words.lower()


def test_without_help_the_page_says_what_it_will_show(signed_in):
    words = words_of(signed_in.get(ADDRESS))

    assert "No help in this period" in words
    assert "<table" not in words


def test_an_estimate_is_a_sentence_a_chart_and_a_table(signed_in, enough):
    response = signed_in.get(ADDRESS, {"days": 90})

    words = words_of(response)
    assert "– No clear difference" in words
    assert "The one kind of help with enough students does not stand out" in words
    chart = json.loads(
        re.search(r'<script id="effects-chart"[^>]*>(.*?)</script>', response.text)[1]
    )
    assert (chart["kind"], chart["labels"], chart["counts"]) == ("interval", ["Message"], [10])
    assert chart["lows"][0] < chart["values"][0] < chart["highs"][0]
    assert '<th scope="col" class="num">Likely from</th>' in words


def test_my_cases_are_ones_own_closed_ones_with_opinion_and_measure_apart(
    signed_in, people, student
):
    mine = closed(student, people.TE, resolution_notes="Went well.", effectiveness_rating=5)
    closed(student, people.CO, resolution_notes="Not mine.")
    InterventionFactory(student=student, teacher=people.TE)

    response = signed_in.get(ADDRESS)

    assert [case["intervention"] for case in response.context["cases"]] == [mine]
    words = words_of(response)
    assert "Went well." in words
    assert "Not mine." not in words
    assert "Rated 5 of 5: very effective" in words
    assert "Nothing was kept of the time before it" in words


def test_a_long_casebook_has_pages(signed_in, student, teacher):
    for _ in range(6):
        closed(student, teacher)

    first, second = (signed_in.get(ADDRESS, {"page": page}) for page in (1, 2))

    assert (len(first.context["cases"]), len(second.context["cases"])) == (5, 1)
    assert "?page=2" in first.text


def test_a_leader_reads_totals_of_the_school_without_names_of_teachers(client, people, student):
    closed(student, people.TE, resolution_notes="Went well.")
    client.force_login(people.LE)

    response = client.get(ADDRESS)

    assert response.context["report"].given == 1
    words = words_of(response)
    assert "Help for all students of the school" in words
    for teacher in (people.TE, people.CO):
        assert teacher.display_name not in words
    assert "Went well." not in words


def test_the_period_is_the_school_year_ninety_days_or_two_dates(signed_in, student, school):
    today = school.today()

    year = signed_in.get(ADDRESS).context["report"].period
    days = signed_in.get(ADDRESS, {"days": 90}).context["report"].period
    dates = signed_in.get(ADDRESS, {"start": "2026-01-05", "end": "2026-02-06"})

    assert (year.start.month, year.start.day, year.last_day) == (8, 1, today)
    assert (days.days, days.last_day) == (90, today)
    assert str(dates.context["report"].period.last_day) == "2026-02-06"
    assert dates.context["window_query"] == "?start=2026-01-05&end=2026-02-06"


def test_a_period_that_makes_no_sense_is_refused_with_a_message(signed_in):
    response = signed_in.get(ADDRESS, {"start": "2026-02-06"}, follow=True)

    assert response.redirect_chain == [(ADDRESS, 302)]
    assert "Choose both the first and the last day." in words_of(response)


def test_the_file_holds_the_numbers_of_the_page(signed_in, enough):
    page = signed_in.get(ADDRESS, {"days": 90}).context["report"]

    response = signed_in.get(EXPORT, {"days": 90})

    assert "what-works-" in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    start = rows.index(["Kinds of help"])
    table = [dict(zip(rows[start + 1], row, strict=True)) for row in rows[start + 2 : start + 6]]
    message, effect = table[0], page.kinds[0].effect
    assert (message["Kind of help"], message["Given"], message["Students"]) == (
        "Message",
        "10",
        "10",
    )
    assert (float(message["Difference"]), float(message["Likely to"])) == (
        round(effect.effect * 100, 1),
        round(effect.high * 100, 1),
    )
    assert message["In words"] == page.kinds[0].sentence
    assert (table[1]["Given"], table[1]["Difference"]) == ("0", "")
    assert ["Note", FOOTER] in rows


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_cases(
    number, signed_in, student, teacher, django_assert_num_queries
):
    for _ in range(number):
        row = helped(student, teacher=teacher)
        row.skills.add(SkillFactory(school=student.school))
        resolve(row, by=teacher)

    with django_assert_num_queries(QUERIES):
        signed_in.get(ADDRESS)
