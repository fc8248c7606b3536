import pytest

from alpha.notifications.models import Notification
from interventions.models import GroupAction, Intervention, TeacherMessage
from tests.interventions.views.groups.asking import filled_in, shown, ticked, to
from tests.interventions.views.groups.conftest import practiced

pytestmark = pytest.mark.django_db


def test_each_student_gets_the_text_with_her_own_values(
    signed_in, address, templates, student, noa, fractions
):
    practiced(noa, "Division", correct=8)

    response = signed_in.get(address, to(student, noa))

    assert {name: one.text for name, one in shown(response).items()} == {
        "Noa Lindqvist": "Hi Noa Lindqvist, I see you're working hard on Division."
        " I created an easier assignment to help you build confidence.",
        "Sam Okafor": "Hi Sam Okafor, I see you're working hard on Fractions."
        " I created an easier assignment to help you build confidence.",
    }
    assert ticked(response) == ["Noa Lindqvist", "Sam Okafor"]


def test_sending_writes_for_each_and_leads_to_who_got_what(
    signed_in, address, templates, teacher, student, noa, fractions
):
    practiced(noa, "Division", correct=8)
    page = signed_in.get(address, to(student, noa))

    result = signed_in.post(address, filled_in(page), follow=True)

    assert [
        (sent.student, "Division" in sent.message)
        for sent in TeacherMessage.objects.order_by("student__name")
    ] == [(noa, True), (student, False)]
    assert {each.template for each in TeacherMessage.objects.all()} == {
        templates["struggling_support"]
    }
    assert Intervention.objects.filter(teacher=teacher).count() == 2
    assert Notification.objects.count() == 2
    assert result.redirect_chain[0][0] == f"/interventions/groups/{GroupAction.objects.get().pk}/"
    assert "2 messages sent" in result.text


def test_who_is_unticked_gets_nothing(signed_in, address, templates, student, noa, fractions):
    practiced(noa, "Division", correct=8)
    page = signed_in.get(address, to(student, noa))

    result = signed_in.post(address, filled_in(page, to=[noa.pk]), follow=True)

    assert TeacherMessage.objects.get().student == noa
    assert "1 message sent" in result.text
    assert "Sam Okafor" not in result.text
