"""Running what is due, once, however many workers there are and whenever they were stopped."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Now

from alpha.jobs.models import JobRun

logger = logging.getLogger(__name__)

EACH_ROUND = timedelta(0)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Job:
    """`run` gets the present moment; run again after it was killed, it has to finish what was left.

    `every`: slots counted from midnight UTC plus `offset`, so that a restart does not move them; EACH_ROUND runs it
    whenever somebody looks. `lease`: how long a killed run keeps others from it; longer than it ever takes.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], object]
    offset: timedelta = timedelta(0)
    lease: timedelta = timedelta(minutes=15)

    def next_after(self, moment: datetime) -> datetime:
        """The first slot after the moment; for each round the moment itself."""
        if self.every == EACH_ROUND:
            return moment
        since = moment - EPOCH - self.offset
        return EPOCH + self.offset + (since // self.every + 1) * self.every


def run_due(
    jobs: Iterable[Job], now: datetime, *, keep_going: Callable[[], bool] = lambda: True
) -> dict[str, str]:
    """Runs each job whose slot has come or whose last run was killed; name to "" or to the error, for those that ran.

    A job that fails is noted and comes round at its next slot; the others run all the same.
    """
    jobs = list(jobs)
    due = _due_names(jobs, now)
    ran: dict[str, str] = {}
    for job in jobs:
        if job.name in due and keep_going() and _claim(job, now):
            ran[job.name] = _run(job, now)
    return ran


def _due_names(jobs: list[Job], now: datetime) -> set[str]:
    """A job that nobody ran yet is due at once."""
    known = set(JobRun.objects.values_list("name", flat=True))
    added = [JobRun(name=job.name, next_at=now) for job in jobs if job.name not in known]
    if added:
        JobRun.objects.bulk_create(added, ignore_conflicts=True)
    return set(JobRun.objects.filter(_is_due(now)).values_list("name", flat=True))


def _is_due(now: datetime) -> Q:
    """Leases go by the database's clock: a worker with a wrong one takes nothing out of another's hands."""
    return Q(lease_until__isnull=True, next_at__lte=now) | Q(lease_until__lte=Now())


def _claim(job: Job, now: datetime) -> bool:
    """Whether this caller may run it: of several at once the database lets one change the row."""
    claimed = JobRun.objects.filter(_is_due(now), name=job.name).update(
        next_at=job.next_after(now),
        lease_until=Now() + job.lease,
        last_started_at=now,
        runs=F("runs") + 1,
    )
    return claimed == 1


def _run(job: Job, now: datetime) -> str:
    error = ""
    try:
        job.run(now)
    except Exception as failure:
        # One job's mistake must not keep the mail from leaving; it is on the record and in the log.
        logger.exception("job %s failed", job.name)
        error = f"{type(failure).__name__}: {failure}"
    JobRun.objects.filter(name=job.name).update(
        lease_until=None, last_finished_at=Now(), last_error=error
    )
    return error
