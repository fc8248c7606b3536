import pytest

from alpha.accounts.idempotency import KEY_REUSED
from alpha.accounts.models import IdempotencyKey
from alpha.notifications.models import Notification
from interventions.models import GroupAction, Intervention, TeacherMessage
from interventions.views.groups.take_action import CHANGED, NOBODY_TICKED
from tests.factories import (
    EnrollmentFactory,
    InterventionFactory,
    MessageTemplateFactory,
    PracticeSessionFactory,
)
from tests.interventions.views.groups.asking import HTMX, filled_in, shown, ticked, to
from tests.interventions.views.groups.conftest import practiced

pytestmark = pytest.mark.django_db

OWN_WORDS = {"text": "Hi {student_name}, see you on {due_date}."}


@pytest.fixture
def page(signed_in, address, templates, student, noa, fractions):
    practiced(noa, "Division", correct=8)
    return signed_in.get(address, to(student, noa))


def nothing_written():
    return not any(
        model.objects.exists()
        for model in (GroupAction, TeacherMessage, Intervention, Notification, IdempotencyKey)
    )


def test_each_student_gets_the_text_with_her_own_values(page):
    assert {name: one.text for name, one in shown(page).items()} == {
        "Noa Lindqvist": "Hi Noa Lindqvist, I see you're working hard on Division."
        " I created an easier assignment to help you build confidence.",
        "Sam Okafor": "Hi Sam Okafor, I see you're working hard on Fractions."
        " I created an easier assignment to help you build confidence.",
    }
    assert ticked(page) == ["Noa Lindqvist", "Sam Okafor"]


def test_sending_writes_for_each_and_leads_to_who_got_what(
    signed_in, address, page, templates, teacher, student, noa
):
    result = signed_in.post(page.context["address"], filled_in(page), follow=True)

    sent = TeacherMessage.objects.order_by("student__name")
    assert [(each.student, "Division" in each.message) for each in sent] == [
        (noa, True),
        (student, False),
    ]
    assert {each.template for each in sent} == {templates["struggling_support"]}
    assert Intervention.objects.filter(teacher=teacher).count() == 2
    assert Notification.objects.count() == 2
    assert result.redirect_chain[0][0] == f"/interventions/groups/{GroupAction.objects.get().pk}/"
    assert "2 messages sent" in result.text


def test_who_is_unticked_gets_nothing(signed_in, address, page, noa):
    result = signed_in.post(page.context["address"], filled_in(page, to=[noa.pk]), follow=True)

    assert TeacherMessage.objects.get().student == noa
    assert "1 message sent" in result.text
    assert "Sam Okafor" not in result.text


def test_nobody_ticked_is_refused_with_what_was_typed(signed_in, address, page):
    response = signed_in.post(page.context["address"], filled_in(page, to=[], text="Hello"))

    assert response.context["form"].non_field_errors() == [NOBODY_TICKED]
    assert "Hello</textarea>" in response.text
    assert nothing_written()


def test_an_empty_text_is_refused(signed_in, address, page):
    response = signed_in.post(page.context["address"], filled_in(page, text=" "))

    assert response.context["form"].errors["text"] == ["Write a message first."]
    assert nothing_written()


def test_who_would_get_an_unfilled_text_stands_apart_with_the_reason(signed_in, page, student):
    response = signed_in.post(
        page.context["address"], filled_in(page, **OWN_WORDS) | {"preview": "text"}
    )

    assert shown(response) == {}
    assert [(one.student.name, one.problem) for one in response.context["left_out"]] == [
        ("Noa Lindqvist", "{due_date}: no unfinished work with a date"),
        ("Sam Okafor", "{due_date}: no unfinished work with a date"),
    ]
    assert "Nobody can get this as it is." in response.text


@pytest.mark.parametrize(
    "text, why",
    [
        ("Hi {student_nam}.", "{student_nam} is not a variable"),
        ("x" * 2_001, "This message has 2,001 characters; 2,000 is the most that can be sent."),
    ],
)
def test_a_text_that_fits_nobody_says_why(signed_in, address, page, text, why):
    response = signed_in.post(
        page.context["address"], filled_in(page, text=text) | {"preview": "text"}
    )

    assert {one.problem for one in response.context["left_out"]} == {why}


def test_a_text_that_was_changed_unseen_is_shown_first(signed_in, address, page):
    """Without scripts somebody may send what no preview has shown."""
    response = signed_in.post(
        page.context["address"], filled_in(page, text="Well done, {student_name}.")
    )

    assert CHANGED in response.text
    assert shown(response)["Sam Okafor"].text == "Well done, Sam Okafor."
    assert nothing_written()

    signed_in.post(page.context["address"], filled_in(response))
    assert TeacherMessage.objects.filter(message="Well done, Sam Okafor.").exists()


def test_numbers_that_changed_since_are_shown_first(signed_in, address, page, student, templates):
    checked = filled_in(page, text="{student_name}: {accuracy}%.") | {"preview": "text"}
    response = signed_in.post(address, checked)
    PracticeSessionFactory(student=student, questions_answered=20, questions_correct=20)

    response = signed_in.post(page.context["address"], filled_in(response))

    assert CHANGED in response.text
    assert shown(response)["Sam Okafor"].text == "Sam Okafor: 75%."
    assert nothing_written()


def test_a_template_chosen_without_scripts_shows_its_text_first(
    signed_in, address, page, templates
):
    other = templates["encouragement_celebrate"]

    response = signed_in.post(page.context["address"], filled_in(page, template=other.pk))

    assert CHANGED in response.text
    assert response.context["form"]["text"].value() == other.content
    assert nothing_written()


def test_a_choice_of_template_brings_its_text_and_keeps_who_is_unticked(
    signed_in, address, page, templates, noa
):
    other = MessageTemplateFactory(school=noa.school, content="Hello {student_name}.")
    typed = filled_in(page, template=other.pk, to=[noa.pk]) | {"preview": "template"}

    response = signed_in.post(
        page.context["address"], typed, headers=HTMX | {"HX-Target": "group-form"}
    )

    assert shown(response)["Sam Okafor"].text == "Hello Sam Okafor."
    assert ticked(response) == ["Noa Lindqvist"]
    assert "<html" not in response.text
    assert "<form" in response.text


def test_a_preview_while_typing_brings_the_previews_alone(signed_in, page):
    response = signed_in.post(
        page.context["address"],
        filled_in(page, text="Hello {student_name}.") | {"preview": "text"},
        headers=HTMX | {"HX-Target": "group-previews"},
    )

    assert "Hello Sam Okafor." in response.text
    assert "<textarea" not in response.text


def test_a_text_that_may_be_untrue_is_not_ticked(signed_in, address, page, templates):
    streak = templates["encouragement_celebrate"]
    typed = filled_in(page, template=streak.pk) | {"preview": "template"}

    response = signed_in.post(address, typed)

    assert {row["is_ticked"] for row in response.context["rows"]} == {True}
    assert {one.caution for one in shown(response).values()} == {"this text may not be true now"}


def test_what_was_done_lately_is_said_beside_the_name(
    signed_in, address, templates, teacher, student, noa, fractions
):
    InterventionFactory(student=student, teacher=teacher)

    response = signed_in.get(address, to(student, noa))

    assert response.text.count("You sent a message today") == 1


def test_a_hostile_name_stays_a_name(signed_in, address, templates, student, fractions):
    name = "Sam {days} <b>{student_name}</b>"
    student.name = name
    student.save()

    page = signed_in.get(address, to(student))
    assert "<b>" not in page.text
    signed_in.post(page.context["address"], filled_in(page))

    assert TeacherMessage.objects.get().message.startswith(f"Hi {name}, I see")


# Once


def test_the_same_form_sent_twice_sends_once(signed_in, address, page):
    sent = filled_in(page)

    first, second = (signed_in.post(address, sent) for _ in range(2))

    assert first.url == second.url
    assert (GroupAction.objects.count(), TeacherMessage.objects.count()) == (1, 2)


def test_the_key_of_another_form_is_refused(signed_in, address, page, noa):
    sent = filled_in(page)
    signed_in.post(address, sent)

    response = signed_in.post(address, sent | {"to": [noa.pk]})

    assert response.context["form"].non_field_errors() == [KEY_REUSED]
    assert TeacherMessage.objects.count() == 2


# Whom


def test_a_student_of_another_class_is_not_found_and_nothing_is_written(
    signed_in, address, page, noa
):
    stranger = EnrollmentFactory(classroom__school=noa.school).student

    asked = signed_in.get(address, to(noa, stranger))
    sent = signed_in.post(page.context["address"], filled_in(page, to=[noa.pk, stranger.pk]))

    assert (asked.status_code, sent.status_code) == (404, 404)
    assert nothing_written()


def test_a_skill_of_another_school_is_not_found(signed_in, address, noa):
    foreign = practiced(EnrollmentFactory().student, "Elsewhere", correct=8)

    assert signed_in.get(address, {"skill": foreign.pk}).status_code == 404


def test_nobody_selected_says_where_to_select(signed_in, address, student):
    assert "Nobody is selected" in signed_in.get(address).text


def test_an_address_that_makes_no_sense_leads_to_the_page_without_it(signed_in, address):
    response = signed_in.get(address, {"cell": "me"}, follow=True)

    assert response.redirect_chain == [(address, 302)]
    assert "Select students, skills and cells" in response.text


def test_the_whole_class_can_be_chosen(signed_in, address, templates, student, noa, fractions):
    response = signed_in.get(address, {"everyone": "1"})

    assert [one.name for one in response.context["desk"].chosen.students] == [
        "Noa Lindqvist",
        "Sam Okafor",
    ]


def test_a_column_of_the_heat_map_is_about_its_skill(
    signed_in, address, templates, student, noa, fractions
):
    practiced(noa, "Fractions", correct=18)
    practiced(noa, "Division", correct=2)

    response = signed_in.get(address, {"skill": fractions.pk})

    assert all("Fractions" in one.text for one in shown(response).values())
    # Who is good at it is not told that she struggles, unless the teacher says so.
    assert ticked(response) == ["Sam Okafor"]
    assert shown(response)["Noa Lindqvist"].caution == "90% on Fractions"


def test_single_cells_bring_each_student_her_own_skill(
    signed_in, address, templates, student, noa, fractions
):
    division = practiced(noa, "Division", correct=8)
    cells = [f"{student.pk}-{fractions.pk}", f"{noa.pk}-{division.pk}"]

    response = signed_in.get(address, {"cell": cells})

    assert "Fractions" in shown(response)["Sam Okafor"].text
    assert "Division" in shown(response)["Noa Lindqvist"].text


# Measured


@pytest.mark.parametrize("number", [1, 3])
def test_the_preview_takes_the_same_queries_for_a_class(
    signed_in, address, templates, classroom, number, django_assert_num_queries
):
    for _ in range(number):
        practiced(EnrollmentFactory(classroom=classroom).student, "Fractions", correct=8)
    signed_in.get(address, {"everyone": "1"})

    with django_assert_num_queries(16):
        response = signed_in.get(address, {"everyone": "1"})

    assert len(shown(response)) == number
