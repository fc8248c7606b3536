"""Tasks that were put into the database to be done later, and those whose worker was killed over them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as OneTaskWorker
from django_tasks_db.models import DBTaskResult

WORKER_ID = get_random_string(32)
MOST_IN_A_ROW = 20
# Longer than any task takes: what runs longer is taken for abandoned, and done again.
LONGEST_TASK = timedelta(minutes=30)
MOST_TRIES = 3
# Long enough to look into what has failed.
KEPT_FOR = timedelta(days=7)


def run_queued(keep_going: Callable[[], bool] = lambda: True) -> int:
    """Runs tasks that are ready, one after the other, and says how many; the rest waits for the next round."""
    done = 0
    while done < MOST_IN_A_ROW and keep_going() and DBTaskResult.objects.ready().exists():
        worker = OneTaskWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=1,
            worker_id=WORKER_ID,
        )
        worker.run()
        done += 1
    return done


def take_up_abandoned(now: datetime) -> int:
    """Puts tasks back that a killed worker left running, and says how many; after three tries one has failed.

    A task may therefore run twice: each has to bear that.
    """
    taken_up = 0
    for task in DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST_TASK):
        if len(task.worker_ids) >= MOST_TRIES:
            task.set_failed(TimeoutError(f"Its worker was killed {MOST_TRIES} times over it."))
            continue
        same = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        taken_up += same.update(status=TaskResultStatus.READY, started_at=None)
    return taken_up


def forget_finished(now: datetime) -> int:
    """Deletes what was done or has failed more than a week ago, and says how much."""
    deleted, _ = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT_FOR).delete()
    return deleted
