"""One effect for each form that was shown: sent twice, sent at the same moment, sent with other content."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import BadRequest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from alpha.accounts.forms import OneTimeForm
from alpha.accounts.idempotency import KEY_REUSED, Answer, answered_before, with_idempotency
from alpha.accounts.models import IdempotencyKey
from alpha.notifications.models import Notification
from tests.factories import IdempotencyKeyFactory, NotificationFactory, UserFactory

ROUTE = "interventions:take_action"


def post(user, key, path="/interventions/students/1/take-action/", **fields):
    request = RequestFactory().post(path, {"idempotency_key": key, **fields})
    request.user = user
    return request


def notice_to(user):
    """An effect that can be counted, with an answer that can be told from another run's."""

    def effect():
        notice = NotificationFactory(recipient=user)
        return Answer(status=201, location=f"/inbox/{notice.pk}/", body=str(notice.pk))

    return effect


def test_second_click_gets_the_first_answer_and_writes_nothing(teacher):
    key = str(uuid4())

    first = with_idempotency(post(teacher, key, message="Hi"), ROUTE, notice_to(teacher))
    second = with_idempotency(post(teacher, key, message="Hi"), ROUTE, notice_to(teacher))

    notice = Notification.objects.get()
    assert first == Answer(201, f"/inbox/{notice.pk}/", str(notice.pk))
    assert second == Answer(201, f"/inbox/{notice.pk}/", str(notice.pk), is_replay=True)


def test_same_key_with_other_content_is_refused(teacher):
    key = str(uuid4())
    with_idempotency(post(teacher, key, message="Hi"), ROUTE, notice_to(teacher))

    answer = with_idempotency(post(teacher, key, message="Bye"), ROUTE, notice_to(teacher))

    assert answer == Answer(422, body=KEY_REUSED)
    assert Notification.objects.count() == 1


def test_what_a_form_was_answered_can_be_asked_without_sending_it(teacher):
    key = str(uuid4())
    assert answered_before(post(teacher, key, message="Hi"), ROUTE) is None

    first = with_idempotency(post(teacher, key, message="Hi"), ROUTE, notice_to(teacher))

    again = answered_before(post(teacher, key, message="Hi"), ROUTE)
    assert again == Answer(201, first.location, first.body, is_replay=True)
    assert answered_before(post(teacher, key, message="Bye"), ROUTE) is None
    assert answered_before(post(UserFactory(), key, message="Hi"), ROUTE) is None


def test_form_within_a_form_has_its_own_key_and_its_own_content(teacher):
    outer, inner = str(uuid4()), str(uuid4())
    own = {"own-idempotency_key": inner, "own-title": "Together"}

    answers = [
        with_idempotency(post(teacher, outer, **own), ROUTE, notice_to(teacher), prefix="own"),
        with_idempotency(
            post(teacher, outer, **own, message="Hi"), ROUTE, notice_to(teacher), prefix="own"
        ),
        with_idempotency(post(teacher, outer, **own, message="Hi"), ROUTE, notice_to(teacher)),
    ]

    assert [answer.is_replay for answer in answers] == [False, True, False]
    assert Notification.objects.count() == 2
    changed = own | {"own-title": "Other"}
    again = with_idempotency(
        post(teacher, outer, **changed), ROUTE, notice_to(teacher), prefix="own"
    )
    assert again == Answer(422, body=KEY_REUSED)


def test_same_key_for_another_student_is_refused(teacher):
    key = str(uuid4())
    with_idempotency(post(teacher, key, path="/students/1/"), ROUTE, notice_to(teacher))

    answer = with_idempotency(post(teacher, key, path="/students/2/"), ROUTE, notice_to(teacher))

    assert answer.status == 422


def test_token_of_the_page_is_no_content(teacher):
    key = str(uuid4())
    first = post(teacher, key, csrfmiddlewaretoken="one")
    second = post(teacher, key, csrfmiddlewaretoken="two")

    with_idempotency(first, ROUTE, notice_to(teacher))

    assert with_idempotency(second, ROUTE, notice_to(teacher)).is_replay


def test_keys_of_two_people_are_independent(teacher):
    key = str(uuid4())
    colleague = UserFactory(school=teacher.school)

    for user in (teacher, colleague):
        with_idempotency(post(user, key), ROUTE, notice_to(user))

    recipients = Notification.objects.values_list("recipient", flat=True)
    assert sorted(recipients) == sorted([teacher.pk, colleague.pk])


def test_keys_of_two_routes_are_independent(teacher):
    key = str(uuid4())

    for route in ("interventions:take_action", "interventions:resolve"):
        with_idempotency(post(teacher, key), route, notice_to(teacher))

    assert Notification.objects.count() == 2


def test_failed_effect_leaves_nothing_and_may_be_tried_again(teacher):
    key = str(uuid4())

    def fail():
        NotificationFactory(recipient=teacher)
        raise RuntimeError("the power went out")

    with pytest.raises(RuntimeError, match="the power went out"):
        with_idempotency(post(teacher, key), ROUTE, fail)
    assert (Notification.objects.count(), IdempotencyKey.objects.count()) == (0, 0)

    assert with_idempotency(post(teacher, key), ROUTE, notice_to(teacher)).status == 201


@pytest.mark.parametrize("key", ["", "1", "x" * 64, "' OR 1=1"])
def test_form_without_its_key_is_refused(teacher, key):
    with pytest.raises(BadRequest, match=r"A form was sent without its key\."):
        with_idempotency(post(teacher, key), ROUTE, notice_to(teacher))

    assert Notification.objects.count() == 0


def test_keys_are_forgotten_after_a_day_but_only_ones_own(teacher):
    colleague = UserFactory(school=teacher.school)
    old = [IdempotencyKeyFactory(user=teacher), IdempotencyKeyFactory(user=colleague)]
    yesterday = timezone.now() - timedelta(hours=25)
    IdempotencyKey.objects.filter(pk__in=[key.pk for key in old]).update(created_at=yesterday)
    recent = IdempotencyKeyFactory(user=teacher)

    with_idempotency(post(teacher, str(uuid4())), ROUTE, notice_to(teacher))

    left = set(IdempotencyKey.objects.values_list("pk", flat=True))
    assert {recent.pk, old[1].pk} <= left
    assert old[0].pk not in left


def test_each_form_shown_has_a_key_of_its_own_and_keeps_it_with_errors():
    first, second = OneTimeForm(), OneTimeForm()
    assert first["idempotency_key"].value() != second["idempotency_key"].value()

    key = str(uuid4())
    assert OneTimeForm({"idempotency_key": key})["idempotency_key"].value() == key


def test_form_without_key_asks_to_reload():
    form = OneTimeForm({})

    assert not form.is_valid()
    assert form.errors == {"idempotency_key": ["Please reload the page and send the form again."]}


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_have_one_effect():
    """A hundred pairs of threads that start together, on the real locks of the database."""
    user = UserFactory()
    answers = []

    def click(key, gate):
        gate.wait()
        try:
            answers.append((key, with_idempotency(post(user, key), ROUTE, notice_to(user))))
        finally:
            connection.close()

    for _ in range(100):
        key, gate = str(uuid4()), threading.Barrier(2)
        pair = [threading.Thread(target=click, args=(key, gate)) for _ in range(2)]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()

    by_key = {}
    for key, answer in answers:
        by_key.setdefault(key, []).append(answer)
    assert Notification.objects.count() == 100
    assert [sorted(answer.is_replay for answer in pair) for pair in by_key.values()] == [
        [False, True]
    ] * 100
    assert all(first.location == second.location for first, second in by_key.values())
