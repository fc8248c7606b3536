import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from alpha.accounts.models import IdempotencyKey
from alpha.learning.models import AssignedWork, Attempt, Item
from alpha.learning.views.student import FIRST_COUNTS, QUESTION_GONE
from tests.factories import (
    AssignedWorkFactory,
    ItemFactory,
    NotificationFactory,
    SkillFactory,
)

HTMX = {"HX-Request": "true"}
MY_WORK = reverse("learning:my_work")
# Session, person, student; to do with its skills; done counted, read, and their skills; notices twice.
MY_WORK_QUERIES = 10


@pytest.fixture
def skill(school):
    return SkillFactory(school=school, name="Fractions")


@pytest.fixture
def items(skill):
    return ItemFactory.create_batch(5, skill=skill, prompt="What is 1 + 1?", answer="2")


def give(student, skill, title="Fractions Practice", *, due_in=3, questions=2, **work):
    given = AssignedWorkFactory(
        student=student,
        assignment__title=title,
        assignment__question_count=questions,
        assignment__difficulty="medium",
        assignment__due_at=timezone.now() + timedelta(days=due_in),
        **work,
    )
    given.assignment.skills.add(skill)
    return given


@pytest.fixture
def work(student, skill):
    return give(student, skill)


@pytest.fixture
def address(work):
    return reverse("learning:work", args=[work.pk])


@pytest.fixture
def signed_in(client, student):
    client.force_login(student.user)
    return client


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def shown_form(response):
    """What a browser would send back: the hidden fields of the form on the page."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', response.text))


def send(client, address, answer="2", *, form=None, headers=None, **changes):
    form = form or shown_form(client.get(address))
    return client.post(address, form | {"answer": answer} | changes, headers=headers or {})


# My work


def test_my_work_parts_what_is_to_do_from_what_is_done(signed_in, student, skill, items):
    now = timezone.now()
    give(student, skill, "Later", due_in=4)
    give(student, skill, "Overdue", due_in=-3)
    give(student, skill, "Begun", due_in=2, status="in_progress", questions_answered=1)
    give(
        student,
        skill,
        "Finished",
        questions=15,
        status="completed",
        completed_at=now,
        questions_answered=15,
        questions_correct=11,
    )

    page = words_of(signed_in.get(MY_WORK))

    assert "Hi Sam Okafor, you have 3 things to do." in page
    assert page.index("Overdue") < page.index("Begun") < page.index("Later") < page.index("Done")
    assert re.search(r"Overdue Fractions 2 questions · was due \w+ \d+, you can still do it", page)
    assert re.search(r"Begun Fractions 1 of 2 questions done · due .* Continue Begun", page)
    assert "Finished 11 of 15 right Finished today" in page


def test_overdue_work_is_nothing_red(signed_in, student, skill, items):
    give(student, skill, due_in=-3)

    page = signed_in.get(MY_WORK).text

    assert "bad" not in re.findall(r'class="([^"]*)"', page)
    assert "late" not in words_of(signed_in.get(MY_WORK)).replace("later", "")


def test_my_work_without_work_says_so(signed_in):
    page = words_of(signed_in.get(MY_WORK))

    assert "there is nothing to do right now" in page
    assert "When a teacher gives you something to practice, it appears here." in page


def test_my_work_leads_to_new_notices(signed_in, student):
    assert "in your inbox" not in signed_in.get(MY_WORK).text
    NotificationFactory.create_batch(2, recipient=student.user)

    assert '<a href="/inbox/">2 new in your inbox</a>' in signed_in.get(MY_WORK).text


def test_work_that_is_not_released_yet_exists_for_teachers_alone(client, people, work, address):
    work.assignment.released_at = timezone.now() + timedelta(days=1)
    work.assignment.save()

    client.force_login(people.ST)
    assert "Fractions Practice" not in client.get(MY_WORK).text
    answers = {}
    for code in ("ST", "GU", "TE", "LE"):
        client.force_login(getattr(people, code))
        answers[code] = client.get(address).status_code
    assert answers == {"ST": 404, "GU": 404, "TE": 200, "LE": 200}


def test_work_of_others_is_not_in_the_list(signed_in, people, skill):
    give(people.ST2.student, skill, "For somebody else")

    assert "For somebody else" not in signed_in.get(MY_WORK).text


@pytest.mark.parametrize("rows", [1, 3])
def test_my_work_asks_the_same_questions_for_one_piece_and_three(
    signed_in, student, skill, rows, django_assert_num_queries
):
    for number in range(rows):
        give(student, skill, f"To do {number}")
        give(
            student,
            skill,
            f"Done {number}",
            status="completed",
            completed_at=timezone.now(),
            questions_answered=2,
        )
    signed_in.get(MY_WORK)

    with django_assert_num_queries(MY_WORK_QUERIES):
        signed_in.get(MY_WORK)


# Doing it


def test_a_question_is_asked_with_its_place_and_skill(signed_in, address, items):
    page = words_of(signed_in.get(address))

    assert "Question 1 of 2 · Fractions" in page
    assert "What is 1 + 1?" in page


def test_loading_the_page_again_asks_the_same_question(signed_in, address, skill):
    for number in range(9):
        ItemFactory(skill=skill, prompt=f"Question no. {number}")
    prompts = {re.search(r"no\. \d", signed_in.get(address).text)[0] for _ in range(3)}

    assert len(prompts) == 1


def test_looking_writes_nothing(signed_in, address, items):
    signed_in.get(address)

    assert not Attempt.objects.exists()
    assert AssignedWork.objects.get().status == "assigned"


@pytest.mark.parametrize(
    "answer, words",
    [("2", "Right! You answered 2 ."), ("3", "Not quite You answered 3 . The answer is 2 .")],
)
def test_an_answer_is_told_how_it_was_and_leads_on(signed_in, address, items, answer, words):
    response = send(signed_in, address, answer)

    assert (response.status_code, response.url) == (302, f"{address}?answered=1")
    page = words_of(signed_in.get(response.url))
    assert words in page
    assert "Next question" in page
    assert "Question 2 of 2" in words_of(signed_in.get(address))


def test_htmx_gets_the_piece_alone(signed_in, address, items):
    response = send(signed_in, address, headers=HTMX)

    assert response.status_code == 200
    assert "Right!" in response.text
    assert "<html" not in response.text
    assert "<html" not in signed_in.get(address, headers=HTMX).text
    assert "HX-Request" in response["Vary"]


def test_the_last_answer_ends_with_the_result(signed_in, address, work, items):
    send(signed_in, address, "2")
    response = send(signed_in, address, "3")

    page = words_of(signed_in.get(response.url))
    assert "Not quite" in page
    assert "See how it went" in page
    work.refresh_from_db()
    assert (work.status, work.questions_answered, work.questions_correct) == ("completed", 2, 1)
    result = words_of(signed_in.get(address))
    assert "Done. 1 of 2 right" in result
    assert "Right 2" in result
    assert "Not quite 3 The answer is 2" in result
    assert "%" not in result


def test_choices_are_offered_and_only_they_are_taken(signed_in, address, skill):
    ItemFactory(skill=skill, prompt="Which?", answer="1/2", choices=["1/3", "1/2", "2/3"])

    page = signed_in.get(address)
    assert page.text.count('type="radio"') == 3

    refused = send(signed_in, address, "3/4")
    assert "Choose one of the answers below." in refused.text
    assert "Choose your answer first." in send(signed_in, address, "").text
    assert not Attempt.objects.exists()
    assert send(signed_in, address, "1/2").status_code == 302


@pytest.mark.parametrize("headers, status", [({}, 200), (HTMX, 422)], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    "answer, words",
    [
        (" ", "Write your answer first."),
        ("x" * 201, "This answer has 201 characters; 200 is the most."),
        ("2\x00", "Null characters are not allowed."),
    ],
    ids=["empty", "long", "null"],
)
def test_what_is_no_answer_comes_back_with_the_reason(
    signed_in, address, items, headers, status, answer, words
):
    form = shown_form(signed_in.get(address))
    response = send(signed_in, address, answer, form=form, headers=headers)

    assert response.status_code == status
    assert words in response.text
    assert "What is 1 + 1?" in response.text
    assert shown_form(response)["asked"] == form["asked"]
    assert not Attempt.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_markup_in_an_answer_is_shown_as_text(signed_in, address, items):
    response = send(signed_in, address, "<b>2</b>", headers=HTMX)

    assert "&lt;b&gt;2&lt;/b&gt;" in response.text
    assert "<b>" not in response.text


# Double submits, two tabs, the way back


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_second_click_changes_nothing(signed_in, address, items, headers):
    form = shown_form(signed_in.get(address))
    first = send(signed_in, address, form=form, headers=headers)
    second = send(signed_in, address, form=form, headers=headers)

    assert (second.status_code, second.get("Location")) == (
        first.status_code,
        first.get("Location"),
    )
    assert FIRST_COUNTS not in second.text
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("same_form", [True, False], ids=["way back", "another tab"])
def test_the_first_answer_counts(signed_in, address, items, same_form):
    form = shown_form(signed_in.get(address))
    other = form if same_form else shown_form(signed_in.get(address))
    send(signed_in, address, "3", form=form)

    response = send(signed_in, address, "2", form=other, headers=HTMX)

    assert FIRST_COUNTS in response.text
    assert "Not quite" in response.text
    assert Attempt.objects.get().given == "3"


def test_without_scripts_the_note_stands_on_the_next_page(signed_in, address, items):
    form = shown_form(signed_in.get(address))
    send(signed_in, address, "3", form=form)

    response = send(signed_in, address, "2", form=form)

    assert FIRST_COUNTS in signed_in.get(response.url).text


def test_work_finished_in_another_tab_shows_its_result(signed_in, address, work, items):
    form = shown_form(signed_in.get(address))
    AssignedWork.objects.update(
        status="completed", completed_at=timezone.now(), questions_answered=2
    )

    response = send(signed_in, address, form=form)

    assert response.url == address
    assert "Done. 0 of 2 right" in words_of(signed_in.get(address))
    assert not Attempt.objects.exists()


def test_a_question_that_is_gone_is_replaced(signed_in, address, items):
    form = shown_form(signed_in.get(address))
    Item.objects.all().delete()

    response = send(signed_in, address, form=form, headers=HTMX)

    assert QUESTION_GONE in response.text
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("asked", ["", "forged", "WzEsMV0:1abc:xyz"])
def test_a_form_that_is_not_ours_is_refused(signed_in, address, items, asked):
    assert send(signed_in, address, asked=asked).status_code == 400
    assert not Attempt.objects.exists()


def test_the_question_of_other_work_is_refused(signed_in, address, student, skill, items):
    other = give(student, skill, "Other")
    form = shown_form(signed_in.get(reverse("learning:work", args=[other.pk])))

    assert send(signed_in, address, form=form).status_code == 400
    assert not Attempt.objects.exists()


def test_a_form_without_its_key_is_told_to_reload(signed_in, address, items):
    response = send(signed_in, address, idempotency_key="")

    assert "Please reload the page and send the form again." in response.text
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("number", ["0", "-1", "x", "99", "1"])
def test_an_address_that_speaks_of_no_answer_shows_the_question(signed_in, address, items, number):
    assert "Question 1 of 2" in words_of(signed_in.get(f"{address}?answered={number}"))


# Elsewhere, and others


def test_work_without_questions_here_is_done_on_the_schools_platform(signed_in, address, work):
    page = words_of(signed_in.get(address))

    assert "You do this in your school's practice platform" in page
    assert "Your teacher's platform records it here" in page
    assert "So far 0 of 2 questions are done." in page
    assert "How to do it Fractions Practice" in words_of(signed_in.get(MY_WORK))


def test_opening_the_work_marks_its_notice_read(signed_in, student, address, items):
    notice = NotificationFactory(recipient=student.user, link=address)
    other = NotificationFactory(recipient=student.user, link="/inbox/")

    signed_in.head(address)
    notice.refresh_from_db()
    assert notice.read_at is None
    signed_in.get(address)

    notice.refresh_from_db()
    other.refresh_from_db()
    assert notice.read_at is not None
    assert other.read_at is None


@pytest.mark.parametrize("code", ["TE", "CO", "AIDE", "LE", "GU"])
def test_teachers_and_family_see_what_was_answered_and_cannot_answer(
    client, people, address, items, code
):
    client.force_login(people.ST)
    form = shown_form(client.get(address))
    send(client, address, "3", form=form)
    client.force_login(getattr(people, code))

    page = words_of(client.get(address))

    assert "In progress" in page
    assert "0 of 1 answered" in page
    assert "Not quite 3 The answer is 2" in page
    assert "Check answer" not in page
    assert send(client, address, form=form | {"idempotency_key": str(uuid4())}).status_code == 403
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("code", ["GU", "TE", "LE", "AD", "TX"])
def test_my_work_is_for_students_alone(client, people, code):
    client.force_login(getattr(people, code))

    assert client.get(MY_WORK).status_code == 404
