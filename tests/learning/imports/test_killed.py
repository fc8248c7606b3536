"""An import that is killed half-way and run again ends like one that was left alone."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.learning.imports.conftest import ROOT
from tests.learning.imports.test_assistments import as_row

PATIENCE_SECONDS = 60
COUNT = """
SELECT (SELECT count(*) FROM students) AS students, (SELECT count(*) FROM users) AS users,
       (SELECT count(*) FROM learning_enrollment) AS enrollments,
       (SELECT count(*) FROM learning_practicesession) AS sessions,
       (SELECT count(*) FROM learning_attempt) AS answers,
       (SELECT count(*) FROM learning_learningpath) AS paths,
       (SELECT sum(questions_answered) FROM learning_learningpath) AS answered
"""


@pytest.fixture
def start(folder):
    """Starts a command of manage.py in a process of its own, on an SQLite file of its own."""

    def start_command(database, *arguments):
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder / database}",
            "SECRET_KEY": "only-for-tests-" + "x" * 50,
            "DJANGO_SETTINGS_MODULE": "alpha.settings",
        }
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)],
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start_command


def finish(process):
    output, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, errors
    return output


def counted(path):
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return dict(database.execute(COUNT).fetchone())


def wait_for_first_batch(path):
    until = time.monotonic() + PATIENCE_SECONDS
    while counted(path)["answers"] == 0:
        assert time.monotonic() < until, "the import wrote nothing"
        time.sleep(0.005)


def test_killed_import_run_again_ends_like_an_undisturbed_one(start, write, folder):
    students = 800
    rows = [as_row(n * 7, user=n % students, classroom=n % 40) for n in range(1, 2 * students)]
    path = write(rows)
    import_it = ("import_practice", path, "--school", "maple", "--timezone", "America/New_York")
    finish(start("killed.sqlite3", "migrate", "-v0"))
    (folder / "whole.sqlite3").write_bytes((folder / "killed.sqlite3").read_bytes())

    process = start("killed.sqlite3", *import_it)
    wait_for_first_batch(folder / "killed.sqlite3")
    process.kill()
    process.communicate(timeout=PATIENCE_SECONDS)
    half = counted(folder / "killed.sqlite3")
    finish(start("killed.sqlite3", *import_it))
    finish(start("whole.sqlite3", *import_it))

    whole = counted(folder / "whole.sqlite3")
    assert whole["answers"] == 2 * students - 1
    assert 0 < half["answers"] < whole["answers"]
    assert counted(folder / "killed.sqlite3") == whole
