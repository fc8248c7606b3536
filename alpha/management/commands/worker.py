import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alpha.worker import Worker


class Command(BaseCommand):
    help = (
        "Sends mail, does queued tasks, and runs what comes round by the clock, until it is stopped (SIGTERM or"
        " Ctrl-C): then it finishes what it has in hand. Runs beside the server; several may run at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once",
            action="store_true",
            help="Do everything that is due now, then end: for cron. Fails if a job failed.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        with stopped_by_signals(worker):
            if options["once"]:
                self._once(worker)
                return
            self.stdout.write(f"Working beside the server. Mail {where_mail_goes()}.")
            self.stdout.flush()
            worker.run()

    def _once(self, worker: Worker) -> None:
        failed = [f"{name} ({error})" for name, error in worker.round().items() if error]
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}")


@contextmanager
def stopped_by_signals(worker: Worker) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        worker.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def where_mail_goes() -> str:
    match settings.EMAIL_BACKEND.split(".")[-2]:
        case "filebased":
            return f"is written to files in {settings.EMAIL_FILE_PATH}"
        case "console":
            return "is printed here (set EMAIL_URL to send it)"
        case "smtp":
            return f"leaves through {settings.EMAIL_HOST}"
    return f"leaves through {settings.EMAIL_BACKEND}"
