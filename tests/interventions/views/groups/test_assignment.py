from datetime import date

import pytest

from alpha.learning.models import AssignedWork
from alpha.learning.services.assignments import NOT_TO_COME
from interventions.groups.practice import NO_SKILL_BELOW
from interventions.models import GroupAction
from interventions.views.groups.take_action import CHANGED
from tests.factories import EnrollmentFactory, SchoolHolidayFactory
from tests.interventions.views.groups.asking import filled_in, shown, ticked, to
from tests.interventions.views.groups.conftest import practiced

pytestmark = pytest.mark.django_db

ASSIGNMENT = {"action": "assignment"}
DUE = ", due Thursday, November 26, 3:00 PM"


@pytest.fixture
def division(noa):
    return practiced(noa, "Division", correct=8)


@pytest.fixture
def page(signed_in, address, student, noa, fractions, division):
    return signed_in.get(address, to(student, noa) | ASSIGNMENT)


def send(client, page, **changes):
    return client.post(page.context["address"], filled_in(page, **changes), follow=True)


def test_each_practices_her_own_weakest_skills(signed_in, page, student, noa):
    texts = {name: one.text.splitlines() for name, one in shown(page).items()}
    assert texts["Sam Okafor"][:2] == ["Targeted Practice - Fractions", "Fractions (50%)"]
    assert texts["Sam Okafor"][2].endswith(DUE)
    assert texts["Noa Lindqvist"][1] == "Division (40%)"

    result = send(signed_in, page)

    assert "2 assignments created" in result.text
    given = AssignedWork.objects.order_by("student__name")
    assert [(work.student, work.assignment.title) for work in given] == [
        (noa, "Targeted Practice - Division"),
        (student, "Targeted Practice - Fractions"),
    ]


def test_one_skill_for_everybody(signed_in, page, division):
    typed = filled_in(page, practice=str(division.pk), difficulty="hard", question_count="1")
    response = signed_in.post(page.context["address"], typed | {"preview": "practice"})

    assert shown(response)["Sam Okafor"].text == (
        f"Targeted Practice - Division\nDivision\n1 question, Hard{DUE}"
    )
    send(signed_in, response)
    assert {work.assignment.difficulty for work in AssignedWork.objects.all()} == {"hard"}


def test_selected_cells_give_each_her_selected_skill(
    signed_in, address, student, noa, fractions, division
):
    cells = [f"{student.pk}-{division.pk}", f"{noa.pk}-{division.pk}"]

    response = signed_in.get(address, {"cell": cells} | ASSIGNMENT)

    assert response.context["form"]["practice"].value() == "chosen"
    assert {one.text.splitlines()[0] for one in shown(response).values()} == {
        "Targeted Practice - Division"
    }


def test_who_is_strong_is_not_ticked(signed_in, address, student, noa, fractions):
    practiced(noa, "Fractions", correct=19)

    response = signed_in.get(address, {"skill": fractions.pk} | ASSIGNMENT)

    assert ticked(response) == ["Sam Okafor"]


def test_without_a_weak_skill_a_student_is_left_out(signed_in, address, student, noa, fractions):
    response = signed_in.get(address, to(student, noa) | ASSIGNMENT)

    assert [(one.student, one.problem) for one in response.context["left_out"]] == [
        (noa, NO_SKILL_BELOW)
    ]


def test_who_was_left_out_is_ticked_once_there_is_something_for_her(
    signed_in, address, student, noa, fractions
):
    page = signed_in.get(address, to(student, noa) | ASSIGNMENT)
    typed = filled_in(page, practice=str(fractions.pk), to=[]) | {"preview": "practice"}

    response = signed_in.post(page.context["address"], typed)

    assert ticked(response) == ["Noa Lindqvist"]


def test_a_day_without_school_is_asked_about_once(signed_in, page, school):
    SchoolHolidayFactory(school=school, starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 25))

    asked = signed_in.post(page.context["address"], filled_in(page, due_on="2026-11-25"))

    assert CHANGED in asked.text
    assert "Wednesday, November 25 is no school day." in asked.text
    assert not GroupAction.objects.exists()
    assert "2 assignments created" in send(signed_in, asked, asked_about="2026-11-25").text


def test_the_offered_day_is_taken(signed_in, page, school):
    SchoolHolidayFactory(school=school, starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 25))
    typed = filled_in(page, due_on="2026-11-25") | {"preview": "next_school_day"}

    response = signed_in.post(page.context["address"], typed)

    assert response.context["form"]["due_on"].value() == "2026-11-26"


@pytest.mark.parametrize(
    "field, value, message",
    [
        ("due_on", "2026-11-20", NOT_TO_COME),
        ("question_count", "0", None),
        ("practice", "999", "Choose skills from the list."),
        ("difficulty", "brutal", "Choose one of the difficulties in the list."),
    ],
)
def test_what_makes_no_sense_comes_back_beside_its_field(signed_in, page, field, value, message):
    response = send(signed_in, page, **{field: value})

    errors = response.context["form"].errors[field]
    assert errors if message is None else errors == [message]
    assert not GroupAction.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_leader_may_not_assign_and_is_not_offered_it(client, people, address, student, method):
    client.force_login(people.LE)

    response = getattr(client, method)(
        f"{address}?student={student.pk}&action=assignment", {"student": student.pk, **ASSIGNMENT}
    )

    assert response.status_code == 403
    assert not GroupAction.objects.exists()
    offered = client.get(address, to(student)).context["tabs"]
    assert [tab["name"] for tab in offered][:1] == ["message"]
    assert "assignment" not in [tab["name"] for tab in offered]


@pytest.mark.parametrize("number", [1, 3])
def test_the_preview_takes_the_same_queries_for_a_class(
    signed_in, address, classroom, number, django_assert_num_queries
):
    for _ in range(number):
        practiced(EnrollmentFactory(classroom=classroom).student, "Fractions", correct=8)
    asked = {"everyone": "1"} | ASSIGNMENT
    signed_in.get(address, asked)

    with django_assert_num_queries(17):
        assert len(shown(signed_in.get(address, asked))) == number
