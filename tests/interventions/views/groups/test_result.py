from datetime import timedelta

import pytest
from django.urls import reverse

from interventions.groups.carrying_out import carry_out
from interventions.models import TeacherMessage
from tests.factories import EnrollmentFactory, GroupActionFactory, GroupActionItemFactory
from tests.interventions.views.groups.asking import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(classroom, teacher, student, noa):
    group = GroupActionFactory(classroom=classroom, teacher=teacher)
    for child in (noa, student):
        text = {"text": f"Well done, {child.name}.", "template": None}
        GroupActionItemFactory(group=group, student=child, content=text)
    return group


@pytest.fixture
def result(group):
    return reverse("interventions:group_result", args=[group.pk])


@pytest.fixture
def undo(group):
    return reverse("interventions:undo_group", args=[group.pk])


def key_of(response):
    return {"idempotency_key": str(response.context["undo_form"]["idempotency_key"].value())}


def test_while_it_is_under_way_it_says_how_far_and_looks_again_by_itself(signed_in, result):
    response = signed_in.get(result)

    assert "2 students, 2 still to come" in response.text
    assert "You can leave this page" in response.text
    assert f'hx-get="{result}" hx-trigger="every 2s"' in response.text


def test_the_piece_that_looks_again_stops_when_all_is_done(signed_in, group, result):
    carry_out(group.pk)

    response = signed_in.get(result, headers=HTMX | {"HX-Target": "group-progress"})

    assert "<html" not in response.text
    assert "2 messages sent" in response.text
    assert "hx-trigger" not in response.text
    assert "Well done, Noa Lindqvist." in response.text


def test_who_got_nothing_stands_with_the_reason_and_a_way_to_help_alone(
    signed_in, group, result, noa
):
    group.items.filter(student=noa).update(status="failed", reason="No longer in your classes.")
    carry_out(group.pk)

    response = signed_in.get(result)

    assert "1 message sent, 1 not done" in response.text
    assert "No longer in your classes." in response.text
    assert reverse("interventions:take_action", args=[noa.pk]) in response.text


def test_messages_that_have_not_left_are_taken_back_at_one_click(
    signed_in, group, result, undo, settings
):
    settings.MESSAGE_UNDO_SECONDS = 10
    carry_out(group.pk)
    page = signed_in.get(result)
    assert "2 messages on their way" in page.text
    assert 'hx-trigger="load delay:11s"' in page.text

    response = signed_in.post(undo, key_of(page), follow=True)

    assert response.redirect_chain == [(result, 302)]
    assert "Nobody got anything" not in response.text
    assert "2 taken back" in response.text
    assert not TeacherMessage.objects.exists()


def test_undo_clicked_twice_leads_to_the_same_page(signed_in, result, undo, group):
    key = key_of(signed_in.get(result))

    first, second = (signed_in.post(undo, key) for _ in range(2))

    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, result)
    assert {item.status for item in group.items.all()} == {"cancelled"}


def test_undo_with_the_key_of_something_else_is_refused(signed_in, result, undo):
    key = key_of(signed_in.get(result))
    signed_in.post(undo, key)

    assert signed_in.post(undo, key | {"more": "1"}).status_code == 400


def test_a_message_sent_later_is_not_counted_down(signed_in, group, result, settings):
    settings.MESSAGE_UNDO_SECONDS = 3_600
    carry_out(group.pk)

    response = signed_in.get(result)

    assert "hx-trigger" not in response.text


@pytest.mark.parametrize("code", ["CO", "LE", "TO", "AIDE"])
def test_it_is_for_who_decided_it_alone(client, people, group, result, undo, code):
    client.force_login(getattr(people, code))

    assert client.get(result).status_code == 404
    assert client.post(undo, {"idempotency_key": "x"}).status_code == 404
    assert {item.status for item in group.items.all()} == {"waiting"}


def test_what_was_done_lately_is_found_again(signed_in, classroom, group, result, monday):
    address = reverse("interventions:group_action", args=[classroom.pk])

    assert f'<a href="{result}">Message, 2 students</a>' in signed_in.get(address).text
    monday.shift(timedelta(days=15))
    assert result not in signed_in.get(address).text


def test_whom_one_no_longer_sees_is_not_named(signed_in, group, result, noa):
    noa.enrollments.all().delete()

    assert "Noa Lindqvist" not in signed_in.get(result).text


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_students(
    signed_in, classroom, teacher, number, django_assert_num_queries
):
    group = GroupActionFactory(classroom=classroom, teacher=teacher)
    for _ in range(number):
        GroupActionItemFactory(group=group, student=EnrollmentFactory(classroom=classroom).student)
    carry_out(group.pk)
    address = reverse("interventions:group_result", args=[group.pk])
    signed_in.get(address)

    with django_assert_num_queries(11):
        assert "sent" in signed_in.get(address).text
