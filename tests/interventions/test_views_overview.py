from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interventions.tracking import resolve
from tests.factories import (
    AssignedWorkFactory,
    EnrollmentFactory,
    InterventionFactory,
    TeacherMessageFactory,
)
from tests.interventions.deeds import HTMX, help_in_every_way, words_of

ADDRESS = reverse("interventions:overview")
OVERVIEW_QUERIES = 9


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def intervene(student, teacher, **fields):
    return InterventionFactory(student=student, teacher=teacher, **fields)


def shown(response):
    return [row for row, _ in response.context["rows"]]


def due_in(student, days):
    return student.school.today() + timedelta(days=days)


def test_open_ones_come_first_newest_first(signed_in, student, teacher):
    now = timezone.now()
    old, new = (
        intervene(student, teacher, created_at=now - timedelta(days=days)) for days in (9, 1)
    )
    resolve(intervene(student, teacher), by=teacher)

    response = signed_in.get(ADDRESS)

    assert shown(response) == [new, old]
    words = words_of(response)
    assert reverse("analytics:student_report", args=[student.pk]) in words
    assert reverse("interventions:intervention", args=[new.pk]) in words
    assert reverse("interventions:message", args=[new.message_id]) in words
    assert f"{reverse('interventions:resolve', args=[new.pk])}?from=overview" in words
    assert f"{reverse('interventions:postpone', args=[new.pk])}?from=overview" in words
    assert "1 day ago" not in words
    assert "Yesterday" in words


def test_due_for_review_are_those_whose_day_has_come_longest_waiting_first(
    signed_in, student, teacher
):
    today, long_ago, _ = (
        intervene(student, teacher, follow_up_on=due_in(student, days)) for days in (0, -9, 1)
    )

    response = signed_in.get(ADDRESS, {"state": "due"})

    assert shown(response) == [long_ago, today]
    assert words_of(response).count("Due for review</span>") == 2


def test_closed_ones_show_what_came_of_them_last_closed_first(signed_in, student, teacher):
    earlier, later = (intervene(student, teacher) for _ in range(2))
    resolve(earlier, by=teacher, at=timezone.now() - timedelta(days=1))
    resolve(later, by=teacher, resolution_notes="Worked well.", effectiveness_rating=4)

    response = signed_in.get(ADDRESS, {"state": "closed"})

    assert shown(response) == [later, earlier]
    words = words_of(response)
    assert "Worked well." in words
    assert "Rated 4 of 5: effective" in words
    assert "Reopen" in words
    assert "Review later" not in words


def test_each_state_has_its_count_whichever_is_shown(signed_in, student, teacher):
    intervene(student, teacher, follow_up_on=due_in(student, 0))
    intervene(student, teacher, follow_up_on=due_in(student, 5))
    resolve(intervene(student, teacher), by=teacher)

    response = signed_in.get(ADDRESS, {"state": "closed"})

    assert response.context["states"] == [
        ("open", "Open", 2),
        ("due", "Due for review", 1),
        ("answered", "Answered", 0),
        ("closed", "Closed", 1),
    ]


def test_only_ones_own_on_students_one_still_sees(signed_in, student, people, classroom):
    mine = intervene(student, people.TE)
    intervene(student, people.CO)
    intervene(EnrollmentFactory(classroom=classroom, ends_on=due_in(student, 0)).student, people.TE)

    response = signed_in.get(ADDRESS)

    assert shown(response) == [mine]
    assert response.context["states"][0] == ("open", "Open", 1)


def test_a_search_goes_by_name_and_text_and_counts_what_it_finds(signed_in, student, teacher):
    message = TeacherMessageFactory(student=student, teacher=teacher, message="About fractions")
    found = intervene(student, teacher, message=message)
    intervene(student, teacher)

    by_text = signed_in.get(ADDRESS, {"q": "sam FRACTIONS"})
    by_name = signed_in.get(ADDRESS, {"q": "okafor"})

    assert shown(by_text) == [found]
    assert by_text.context["states"][0] == ("open", "Open", 1)
    assert len(shown(by_name)) == 2
    # Going to another state keeps what was searched for.
    assert "?q=sam+FRACTIONS&amp;state=due" in by_text.text


@pytest.mark.parametrize(
    "words", ["%", "_", "' OR 1=1 --", "\\", "<script>", "x" * 101, "a\x00b", "\u202egnp"]
)
def test_strange_searches_are_only_words(signed_in, student, teacher, words):
    intervene(student, teacher)

    response = signed_in.get(ADDRESS, {"q": words})

    assert response.status_code == 200
    # What cannot be a search at all is taken as not said.
    impossible = len(words) > 100 or "\x00" in words
    assert len(shown(response)) == (1 if impossible else 0)
    assert '<script>"' not in response.text


@pytest.mark.parametrize("state", ["", "everything", "\x00"])
def test_a_state_that_does_not_exist_is_open(signed_in, student, teacher, state):
    made = intervene(student, teacher)

    assert shown(signed_in.get(ADDRESS, {"state": state})) == [made]


@pytest.mark.parametrize(
    "query, title",
    [
        ({}, "No plans yet"),
        ({"state": "due"}, "Nothing is due for review"),
        ({"state": "closed"}, "Nothing closed yet"),
        ({"q": "nobody"}, "Nothing found"),
    ],
)
def test_an_empty_list_says_why_and_what_to_do(signed_in, student, query, title):
    words = words_of(signed_in.get(ADDRESS, query))

    assert f"<h2>{title}</h2>" in words


def test_a_long_list_comes_in_pages_that_keep_the_search(signed_in, student, teacher):
    for _ in range(26):
        intervene(student, teacher)

    first = signed_in.get(ADDRESS, {"q": "sam"})
    second = signed_in.get(ADDRESS, {"q": "sam", "page": 2})

    assert (len(shown(first)), len(shown(second))) == (25, 1)
    assert "?q=sam&amp;page=2" in first.text
    assert "Next" in first.text


def test_each_review_form_has_a_key_of_its_own_and_no_id_twice(signed_in, student, teacher):
    for _ in range(3):
        intervene(student, teacher)

    text = signed_in.get(ADDRESS).text

    keys = [
        part.split('"')[0]
        for part in text.split('<input type="hidden" name="idempotency_key" value="')[1:]
    ]
    assert len(keys) == len(set(keys)) == 3
    ids = [part.split('"')[0] for part in text.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_the_list_is_fetched_alone_when_something_changed(signed_in, student, teacher):
    intervene(student, teacher)

    response = signed_in.get(ADDRESS, {"q": "sam"}, headers=HTMX)

    assert "<h1>" not in response.text
    assert 'hx-get="/interventions/?q=sam"' in response.text
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("state", ["open", "closed"])
def test_queries_do_not_grow_with_the_list(
    signed_in, student, teacher, rows, state, django_assert_num_queries
):
    for _ in range(rows):
        for made in help_in_every_way(student, teacher):
            if state == "closed":
                resolve(made, by=teacher)

    with django_assert_num_queries(OVERVIEW_QUERIES):
        signed_in.get(ADDRESS, {"state": state})


@pytest.mark.parametrize(
    "code, status",
    [("CO", 200), ("AIDE", 200), ("TO", 200), ("LE", 200), ("AD", 403), ("ST", 404), ("GU", 404)],
)
def test_who_has_an_overview(client, people, code, status):
    client.force_login(getattr(people, code))

    assert client.get(ADDRESS).status_code == status


def test_a_leader_sees_what_she_did_herself(client, student, people):
    own = intervene(student, people.LE)
    intervene(student, people.TE)
    client.force_login(people.LE)

    assert shown(client.get(ADDRESS)) == [own]


def test_answered_are_open_ones_that_were_read_or_done(signed_in, student, teacher):
    unread, read = (intervene(student, teacher) for _ in range(2))
    read.message.is_read, read.message.read_at = True, timezone.now()
    read.message.save()
    done, begun = (
        intervene(
            student,
            teacher,
            intervention_type="assignment",
            assigned_work=AssignedWorkFactory(
                student=student,
                status=status,
                completed_at=timezone.now() if status == "completed" else None,
            ),
        )
        for status in ("completed", "assigned")
    )

    response = signed_in.get(ADDRESS, {"state": "answered"})

    assert set(shown(response)) == {read, done}
    assert {unread, begun}.isdisjoint(shown(response))
    assert ("answered", "Answered", 2) in response.context["states"]


def test_one_type_can_be_chosen(signed_in, student, teacher):
    message = intervene(student, teacher)
    letter = intervene(student, teacher, intervention_type="parent_notification")

    assert shown(signed_in.get(ADDRESS, {"type": "parent_notification"})) == [letter]
    assert set(shown(signed_in.get(ADDRESS, {"type": "nonsense"}))) == {message, letter}
