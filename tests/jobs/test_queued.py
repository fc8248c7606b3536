from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from alpha.jobs.queued import (
    LONGEST_TASK,
    MOST_IN_A_ROW,
    forget_finished,
    run_queued,
    take_up_abandoned,
)
from tests.jobs import tasks

# The library's worker closes connections as it goes.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    tasks.done.clear()


def left_running(*, workers, minutes):
    tasks.note.enqueue("again")
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING,
        started_at=timezone.now() - timedelta(minutes=minutes),
        worker_ids=workers,
    )


def test_queued_tasks_are_done_in_their_order():
    for word in ("one", "two", "three"):
        tasks.note.enqueue(word)

    assert tasks.done == []
    assert run_queued() == 3
    assert tasks.done == ["one", "two", "three"]
    assert run_queued() == 0


def test_failing_task_is_noted_and_keeps_no_other_from_being_done():
    tasks.fail.enqueue()
    tasks.note.enqueue("after")

    assert run_queued() == 2

    assert tasks.done == ["after"]
    failed = DBTaskResult.objects.get(status=TaskResultStatus.FAILED)
    assert failed.exception_class_path == "builtins.ValueError"


def test_long_queue_leaves_room_for_mail_in_between():
    for number in range(MOST_IN_A_ROW + 1):
        tasks.note.enqueue(str(number))

    assert run_queued() == MOST_IN_A_ROW
    assert run_queued() == 1


def test_no_task_is_begun_after_the_sign_to_stop():
    tasks.note.enqueue("one")
    tasks.note.enqueue("two")

    run_queued(lambda: not tasks.done)

    assert tasks.done == ["one"]


def test_task_of_a_killed_worker_is_done_again():
    left_running(workers=["killed"], minutes=31)

    assert take_up_abandoned(timezone.now()) == 1
    assert run_queued() == 1
    assert tasks.done == ["again"]


def test_task_that_may_still_be_running_is_left_alone():
    left_running(workers=["busy"], minutes=LONGEST_TASK.total_seconds() / 60 - 1)

    assert take_up_abandoned(timezone.now()) == 0
    assert run_queued() == 0


def test_task_that_killed_three_workers_has_failed():
    left_running(workers=["one", "two", "three"], minutes=31)

    assert take_up_abandoned(timezone.now()) == 0

    task = DBTaskResult.objects.get()
    assert (task.status, task.exception_class_path) == (
        TaskResultStatus.FAILED,
        "builtins.TimeoutError",
    )


def test_finished_tasks_are_forgotten_after_a_week():
    tasks.note.enqueue("old")
    tasks.fail.enqueue()
    run_queued()
    tasks.note.enqueue("waiting")

    assert forget_finished(timezone.now() + timedelta(days=6)) == 0
    assert forget_finished(timezone.now() + timedelta(days=8)) == 2
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
