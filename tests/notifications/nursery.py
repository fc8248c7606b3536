"""Loads Alpha once and forks a worker for each line it reads: a start takes milliseconds instead of seconds.

    python -m tests.notifications.nursery DATABASE_NAME

Answers each line with the worker's process id, and with "gone" when it has ended.
"""

import os
import sys

import django

django.setup()

from django.db import connection  # noqa: E402  # after setup, as Django asks

from alpha.management.commands.worker import stopped_by_signals  # noqa: E402
from alpha.worker import Worker  # noqa: E402

if __name__ == "__main__":
    connection.settings_dict["NAME"] = sys.argv[1]
    for _ in sys.stdin:
        worker = os.fork()
        if worker == 0:
            born = Worker()
            with stopped_by_signals(born):
                born.run()
            os._exit(0)
        print(worker, flush=True)
        os.waitpid(worker, 0)
        print("gone", flush=True)
