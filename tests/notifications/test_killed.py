"""A worker that is killed again and again while it sends: nothing is lost, and what came twice is counted."""

import os
import signal
import subprocess
import sys
import time as clock
from collections import Counter
from datetime import time, timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from alpha.jobs.models import JobRun
from alpha.notifications.models import OutboundEmail
from alpha.notifications.services import queue_email
from tests.factories import SchoolFactory
from tests.smtp import Script, mail_server

ROOT = Path(__file__).resolve().parents[2]
KILLS = 50
MAILS_A_ROUND = 3
LONGEST_LIFE_SECONDS = 0.25


class Nursery:
    def __init__(self, port: int) -> None:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "alpha.settings",
            "SECRET_KEY": "only-for-tests-" + "x" * 50,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "LOG_LEVEL": "CRITICAL",
        }
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.notifications.nursery",
                str(connection.settings_dict["NAME"]),
            ],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def worker(self) -> int:
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self, worker: int, how: int) -> None:
        os.kill(worker, how)
        assert self.process.stdout.readline() == "gone\n"

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def nursery(transactional_db, script):
    with mail_server(script) as port:
        nursery = Nursery(port)
        yield nursery
        nursery.close()


def let_the_leases_run_out():
    """Five minutes later, as far as claims are concerned."""
    over = Now() - timedelta(seconds=1)
    OutboundEmail.objects.filter(status="sending").update(lease_until=over)
    JobRun.objects.filter(lease_until__isnull=False).update(lease_until=over)


def queue(school, number):
    queue_email(
        school,
        to="ana@example.org",
        subject=f"Note {number}",
        text="Hello.",
        dedupe_key=f"note-{number}",
        at=timezone.now(),
    )


def wait_until_sent(count):
    until = clock.monotonic() + 60
    while OutboundEmail.objects.filter(status="sent").count() < count:
        assert clock.monotonic() < until, "mail was left"
        clock.sleep(0.05)


def test_nothing_is_lost_by_fifty_kills(nursery, script):
    school = SchoolFactory(quiet_from=time(0), quiet_until=time(0))
    rng, mails = Random(4), KILLS * MAILS_A_ROUND
    for kill in range(KILLS):
        for number in range(MAILS_A_ROUND):
            queue(school, kill * MAILS_A_ROUND + number)
        worker = nursery.worker()
        clock.sleep(rng.uniform(0.01, LONGEST_LIFE_SECONDS))
        nursery.end(worker, signal.SIGKILL)
        let_the_leases_run_out()
    before_the_last = OutboundEmail.objects.filter(status="sent").count()
    worker = nursery.worker()
    wait_until_sent(mails)
    nursery.end(worker, signal.SIGTERM)

    arrived = Counter(script.subjects)
    assert set(arrived) == {f"Note {number}" for number in range(mails)}
    duplicates = arrived.total() - mails
    print(f"{KILLS} kills, {mails} mails, {duplicates} came twice")
    assert duplicates <= KILLS
    # The kills hit the work itself, not what came before or after it.
    assert before_the_last > 0
    # Twice under one id, so that mail programs can tell.
    ids = {(message["Subject"], message["Message-ID"]) for message in script.messages}
    assert len(ids) == mails
    assert OutboundEmail.objects.filter(status="sent", lease_until=None).count() == mails


def test_worker_told_to_stop_finishes_the_mail_in_hand(nursery, script):
    script.slow = 0.3
    school = SchoolFactory(quiet_from=time(0), quiet_until=time(0))
    for number in range(20):
        queue(school, number)
    worker = nursery.worker()
    while not OutboundEmail.objects.filter(status="sending").exists():
        clock.sleep(0.01)

    nursery.end(worker, signal.SIGTERM)

    states = Counter(OutboundEmail.objects.values_list("status", flat=True))
    assert states["sending"] == 0
    assert 1 <= states["sent"] <= 5
    assert len(script.messages) == states["sent"]
    assert states["queued"] == 20 - states["sent"]
