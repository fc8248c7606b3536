import pytest

from interventions.models import TeacherMessage
from tests.factories import InterventionFactory
from tests.interventions.views.actions.asking import HTMX, SUPPORT, form_of, posted, words_of


def test_plain_request_gets_the_same_form_as_a_page(signed_in, address, templates, fractions):
    response = signed_in.get(address)

    assert form_of(response)["message"].value() == SUPPORT
    assert "<html" in response.text
    assert "<dialog" not in response.text
    assert "HX-Request" in response["Vary"]


def test_modal_names_student_class_and_last_practice(signed_in, address, fractions):
    words = words_of(signed_in.get(address, headers=HTMX))

    assert "<strong>Sam Okafor</strong> · Grade 5 Blue · last practice today" in words


def test_modal_says_when_there_was_no_practice(signed_in, address):
    words = words_of(signed_in.get(address, headers=HTMX))

    assert "<strong>Sam Okafor</strong> · Grade 5 Blue · no practice yet" in words


def test_modal_shows_what_is_open_already(signed_in, address, student, teacher, people):
    InterventionFactory(student=student, teacher=people.CO)
    InterventionFactory(student=student, teacher=teacher)

    words = words_of(signed_in.get(address, headers=HTMX))

    colleague = people.CO.display_name
    assert f"Still open: You sent a message today; {colleague} sent a message today." in words


@pytest.mark.parametrize(
    "code, status",
    [("AIDE", 403), ("AD", 403), ("TO", 404), ("TX", 404), ("ST", 404), ("GU", 404), ("LE", 200)],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_act(client, people, address, code, status, method):
    client.force_login(getattr(people, code))

    response = getattr(client, method)(address, posted(), headers=HTMX)

    assert response.status_code == status
    assert TeacherMessage.objects.count() == (1 if (status, method) == (200, "post") else 0)
