"""The worker as a command: one round, until it is told to stop, and where its mail goes."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from alpha.jobs.models import JobRun
from alpha.management.commands.worker import where_mail_goes
from alpha.notifications.models import OutboundEmail
from alpha.worker import Worker, jobs
from tests.factories import OutboundEmailFactory
from tests.jobs import tasks

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
PATIENCE_SECONDS = 180


@pytest.fixture
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.django_db(transaction=True)
def test_one_round_does_what_is_due_and_ends(noon, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    tasks.done.clear()
    tasks.note.enqueue("queued")
    OutboundEmailFactory(send_after=NOW)
    handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]

    call_command("worker", "--once")

    assert (tasks.done, len(mail.outbox)) == (["queued"], 1)
    assert OutboundEmail.objects.get().status == "sent"
    assert set(JobRun.objects.values_list("name", flat=True)) == {
        job.name for job in jobs(lambda: True)
    }
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == handlers


@pytest.mark.django_db(transaction=True)
def test_second_round_sends_what_came_in_between(noon):
    call_command("worker", "--once")
    OutboundEmailFactory(send_after=NOW)

    call_command("worker", "--once")

    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_round_with_a_failed_job_says_so(noon, settings):
    settings.EMAIL_BACKEND = "no_such_module.Backend"
    OutboundEmailFactory(send_after=NOW)

    with pytest.raises(CommandError, match=r"Failed: deliver mail \(ModuleNotFoundError: "):
        call_command("worker", "--once")


@pytest.mark.django_db(transaction=True)
def test_worker_outlives_a_database_that_is_away(caplog):
    busy = Worker(pause_seconds=0)
    rounds = []

    def away(execute, sql, params, many, context):
        rounds.append(sql)
        if len(rounds) > 2:
            busy.stop()
        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        busy.run()

    assert len(rounds) == 3
    assert "a round of work broke off" in caplog.text


@pytest.mark.parametrize(
    "values, words",
    [
        (
            {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "mx"},
            "leaves through mx",
        ),
        (
            {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
            "is printed here (set EMAIL_URL to send it)",
        ),
        (
            {
                "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "EMAIL_FILE_PATH": "/tmp/mail",  # noqa: S108  # nothing is written
            },
            "is written to files in /tmp/mail",
        ),
        ({"EMAIL_BACKEND": "other.Backend"}, "leaves through other.Backend"),
    ],
)
def test_it_says_where_mail_goes(settings, values, words):
    for name, value in values.items():
        setattr(settings, name, value)

    assert where_mail_goes() == words


# As a process of its own


def start(database, *arguments):
    """manage.py on an SQLite file, as `make demo` runs it."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=os.environ
        | {
            "DATABASE_URL": f"sqlite:///{database}",
            "DJANGO_SETTINGS_MODULE": "alpha.settings",
            "DEMO": "true",
            "SECRET_KEY": "only-for-tests-" + "x" * 50,
            "EMAIL_URL": "consolemail://",
            "LOG_LEVEL": "ERROR",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    database = tmp_path_factory.mktemp("migrated") / "worker.sqlite3"
    with start(database, "migrate", "-v0") as migration:
        assert migration.wait(PATIENCE_SECONDS) == 0
    return database


@pytest.fixture
def command(migrated, tmp_path):
    """Starts a command on a database of its own."""
    database = shutil.copy(migrated, tmp_path)
    return partial(start, database)


def rounds_done(tmp_path):
    with closing(sqlite3.connect(tmp_path / "worker.sqlite3")) as database:
        [[runs]] = database.execute("SELECT coalesce(max(runs), 0) FROM jobs_jobrun").fetchall()
        return runs


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_process_works_until_it_is_told_to_stop(command, tmp_path, sign):
    with command("worker") as process:
        until = time.monotonic() + PATIENCE_SECONDS
        while not rounds_done(tmp_path):
            assert time.monotonic() < until, "the worker did nothing"
            time.sleep(0.05)

        process.send_signal(sign)
        output, errors = process.communicate(timeout=PATIENCE_SECONDS)

    assert (process.returncode, errors) == (0, "")
    assert output == (
        "Working beside the server. Mail is printed here (set EMAIL_URL to send it).\n"
    )
