"""The work that goes on beside the server: queued tasks, and what comes round by the clock.

Every few seconds a round: what was queued is done, then each job that is due. Several workers may run; each mail, task
and job is claimed in the database, so one of them does it. One that is killed leaves nothing undone: the next takes it
up when the claim runs out.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from threading import Event

from django.db import Error, close_old_connections
from django.utils import timezone

from alpha.accounts.models import School
from alpha.jobs.queued import forget_finished, run_queued, take_up_abandoned
from alpha.jobs.schedule import EACH_ROUND, Job, run_due
from alpha.notifications.delivery import deliver_due
from alpha.notifications.services import forget_old_mail
from analytics.alerts import evaluate_school
from interventions.actions.follow_up_reminders import remind_of_follow_ups
from interventions.actions.reminders import remind_of_meetings
from interventions.groups.tasks import go_on
from interventions.mail_rights import may_send

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 3
NIGHTLY = timedelta(days=1)
# Eight o'clock UTC: the small hours of American schools.
NIGHT = timedelta(hours=8)
# Three o'clock by a school's own clocks.
SMALL_HOURS = timedelta(hours=3)


def jobs(keep_going: Callable[[], bool]) -> tuple[Job, ...]:
    """What comes round: a line for each."""
    return (
        Job(
            "deliver mail",
            EACH_ROUND,
            partial(deliver_due, may_send=may_send, keep_going=keep_going),
            # Each mail is claimed by itself: a second worker may help.
            lease=timedelta(minutes=1),
        ),
        Job("remind of meetings", timedelta(hours=1), remind_of_meetings),
        *nights(),
        Job("take up abandoned tasks", timedelta(minutes=5), take_up_abandoned),
        Job("go on with group actions", timedelta(minutes=5), go_on),
        Job("forget old mail", NIGHTLY, forget_old_mail, offset=NIGHT),
        Job("forget old tasks", NIGHTLY, forget_finished, offset=NIGHT),
    )


def nights() -> Iterator[Job]:
    """Each school's own night, when everybody is looked at; a night that was missed is made up for in the morning."""
    for school in School.objects.order_by("pk"):
        ahead = timezone.now().astimezone(school.zone).utcoffset() or timedelta()
        offset = (SMALL_HOURS - ahead) % NIGHTLY
        yield Job(
            f"look for alerts: {school.code}",
            NIGHTLY,
            partial(_look_for_alerts, school),
            offset=offset,
        )
        yield Job(
            f"remind of follow-ups: {school.code}",
            NIGHTLY,
            partial(remind_of_follow_ups, school),
            offset=offset,
        )


def _look_for_alerts(school: School, now: datetime) -> None:
    evaluate_school(school, on=school.day_of(now))


class Worker:
    """Goes on until it is told to stop; then it finishes the mail or task in hand and begins no other."""

    def __init__(self, *, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._stopping = Event()
        self._pause_seconds = pause_seconds

    def stop(self) -> None:
        self._stopping.set()

    def keep_going(self) -> bool:
        return not self._stopping.is_set()

    def run(self) -> None:
        while self.keep_going():
            try:
                self.round()
            except Error:
                # The database is away; what was claimed is taken up again when it is back.
                logger.exception("a round of work broke off")
            self._stopping.wait(self._pause_seconds)

    def round(self) -> dict[str, str]:
        """Everything that is due now, once; the jobs that ran, each with its error or ""."""
        close_old_connections()
        run_queued(self.keep_going)
        return run_due(jobs(self.keep_going), timezone.now(), keep_going=self.keep_going)
