import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.db.models.functions import Now

from alpha.jobs.models import JobRun
from alpha.jobs.schedule import EACH_ROUND, Job, run_due

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def noting(name="hourly", every=HOUR, **options):
    """A job and the moments it ran at."""
    moments = []
    return Job(name, every, moments.append, **options), moments


@pytest.mark.parametrize(
    "every, offset, after, comes",
    [
        (HOUR, timedelta(0), NOW, datetime(2026, 11, 23, 18, tzinfo=UTC)),
        # Exactly at a slot: the next one.
        (HOUR, timedelta(0), datetime(2026, 11, 23, 18, tzinfo=UTC), NOW + timedelta(minutes=100)),
        (DAY, 8 * HOUR, NOW, datetime(2026, 11, 24, 8, tzinfo=UTC)),
        (DAY, 20 * HOUR, NOW, datetime(2026, 11, 23, 20, tzinfo=UTC)),
        (EACH_ROUND, timedelta(0), NOW, NOW),
    ],
)
def test_slots_do_not_depend_on_when_the_worker_was_started(every, offset, after, comes):
    assert Job("job", every, print, offset=offset).next_after(after) == comes


def test_job_runs_at_once_and_then_at_its_slots():
    job, moments = noting()

    for minutes in (0, 1, 39, 40, 41, 100):
        run_due([job], NOW + timedelta(minutes=minutes))

    assert moments == [NOW, NOW + timedelta(minutes=40), NOW + timedelta(minutes=100)]
    row = JobRun.objects.get()
    assert (row.runs, row.lease_until, row.last_error) == (3, None, "")
    assert row.next_at == datetime(2026, 11, 23, 20, tzinfo=UTC)


def test_job_of_each_round_runs_in_each_round():
    job, moments = noting(every=EACH_ROUND)

    for _ in range(3):
        run_due([job], NOW)

    assert moments == [NOW] * 3


def test_restart_does_not_repeat_a_nightly_job():
    job, moments = noting("nightly", DAY, offset=8 * HOUR)
    run_due([job], NOW)

    again, moments_again = noting("nightly", DAY, offset=8 * HOUR)
    run_due([again], NOW + timedelta(minutes=5))

    assert (len(moments), moments_again) == (1, [])


def test_missed_slots_are_made_up_for_once():
    job, moments = noting()
    run_due([job], NOW)

    run_due([job], NOW + timedelta(days=3))
    run_due([job], NOW + timedelta(days=3))

    assert len(moments) == 2


def test_failing_job_is_noted_and_keeps_no_other_from_running(caplog):
    def fail(now):
        raise ValueError("no such thing")

    good, moments = noting("good")

    ran = run_due([Job("bad", HOUR, fail), good], NOW)

    assert ran == {"bad": "ValueError: no such thing", "good": ""}
    assert moments == [NOW]
    row = JobRun.objects.get(name="bad")
    assert (row.last_error, row.lease_until) == ("ValueError: no such thing", None)
    assert "job bad failed" in caplog.text
    assert run_due([Job("bad", HOUR, fail)], NOW) == {}


def test_job_in_another_hand_is_left_alone_whatever_the_own_clock_says():
    job, moments = noting()
    JobRun.objects.create(name="hourly", next_at=NOW, lease_until=NOW)
    JobRun.objects.update(lease_until=Now() + timedelta(minutes=1))

    run_due([job], NOW + timedelta(days=300))

    assert moments == []


def test_killed_run_is_done_again_when_its_lease_is_over():
    job, moments = noting("nightly", DAY)
    JobRun.objects.create(name="nightly", next_at=NOW + DAY, lease_until=NOW)
    JobRun.objects.update(lease_until=Now() - timedelta(seconds=1))

    run_due([job], NOW)

    assert moments == [NOW]


def test_no_job_is_begun_after_the_sign_to_stop():
    first, moments = noting("first")
    second, others = noting("second")

    run_due([first, second], NOW, keep_going=lambda: not moments)

    assert (len(moments), others) == (1, [])


@pytest.mark.parametrize("number", [1, 3])
def test_looking_whether_anything_is_due_asks_the_same_of_one_and_of_three(
    number, django_assert_num_queries
):
    jobs = [noting(f"job {n}")[0] for n in range(number)]
    run_due(jobs, NOW)

    with django_assert_num_queries(2):
        run_due(jobs, NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_the_same_moment_one_runs_the_job():
    ran, gate = [], threading.Barrier(2)

    def work(job):
        gate.wait()
        try:
            run_due([job], NOW)
        finally:
            connection.close()

    def note(number, now):
        ran.append(number)

    for number in range(30):
        job = Job(f"job {number}", HOUR, partial(note, number))
        pair = [threading.Thread(target=work, args=(job,)) for _ in range(2)]
        for worker in pair:
            worker.start()
        for worker in pair:
            worker.join()

    assert ran == list(range(30))
