#!/usr/bin/env python3
"""Ask a running API thousands of things nobody thought of, and hold every answer to its own description.

    python .ci/fuzz.py [--cases 10000]
    python .ci/with_postgres.py python .ci/fuzz.py

A demonstration school is built in a database that dies with the run and a server is started on it. schemathesis asks
as its teacher, with a token and as her page, as a teacher of another school and as a student, with all its checks: no
error of the server, no answer that is not described, nothing done without a sign-in. Ends with 1 where it finds one.
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
GENERATED = re.compile(r"([\d,]+) generated")
# How many for each address in one round; the cases on the limits of what is described come on top.
IN_A_ROUND = 60
LONGEST_START = 60
# Processes, not threads: some Pythons lose count when two threads read source code.
AT_ONCE = 2

# Who asks, and ids that exist: printed as JSON by a shell of the project.
PREPARE = """
import json
from django.conf import settings
from django.test import Client
from alpha.accounts.models import School, User
from alpha.accounts.tokens import issue
from alpha.demo.sign_ins import STUDENT, TEACHER
from alpha.learning.access import classrooms_visible_to, students_visible_to
from interventions.models import Intervention
from interventions.selectors import templates_for

teacher = User.objects.get(username=TEACHER.username)
student = User.objects.get(username=STUDENT.username)
elsewhere = School.objects.create(name="Elsewhere", code="elsewhere")
stranger = User.objects.create(username="stranger", school=elsewhere)

def token(user):
    made, secret = issue(user, name="Fuzz", may_read=True, may_act=True, days=1)
    return {"Authorization": f"Bearer {secret}"}

def page(user):
    client = Client()
    client.force_login(user, backend="alpha.accounts.backends.UsernameBackend")
    (session,) = client.cookies.values()
    csrf = "a" * 32
    return {"Cookie": f"{session.key}={session.value}; csrftoken={csrf}", "X-CSRFToken": csrf}

students = students_visible_to(teacher)
print(json.dumps({
    "askers": {
        "teacher, token": token(teacher),
        "teacher, page": page(teacher),
        "teacher of another school": token(stranger),
        "student": page(student),
    },
    "ids": {
        "students": list(students.values_list("pk", flat=True)[:8]),
        "classes": list(classrooms_visible_to(teacher).values_list("pk", flat=True)),
        "interventions": list(
            Intervention.objects.filter(student__in=students).values_list("pk", flat=True)
        ),
        "templates": list(templates_for(teacher).values_list("pk", flat=True)),
        "skills": list(teacher.school.skills.values_list("pk", flat=True)[:8]),
        "codes": list(teacher.school.skills.values_list("code", flat=True)[:8]),
        "names": list(students.values_list("user__username", flat=True)[:8]),
        "pages": [settings.SITE_URL],
    },
}))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Ask a running API what nobody thought of.")
    parser.add_argument("--cases", type=int, default=10_000, help="at the least, all together")
    cases = parser.parse_args().cases
    # A stopped run has to take its server along, so a polite kill becomes an ordinary exit.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="alpha-fuzz-") as name:
        folder = Path(name)
        environment = environment_in(folder)
        print("Building the demonstration school", flush=True)
        world = prepare(environment)
        config = folder / "schemathesis.toml"
        config.write_text(config_for(world["ids"]))
        with server(environment, folder) as address:
            return fuzz(address, world["askers"], config, cases)


def environment_in(folder: Path) -> dict[str, str]:
    """A database of its own, whatever the shell points at: what is asked is nonsense, and some of it is done."""
    environment = dict(os.environ)
    if "EXPECTED_DB_VENDOR" not in environment:
        environment["DATABASE_URL"] = f"sqlite:///{folder / 'fuzz.sqlite3'}"
    return environment | {
        "DEMO": "true",
        "LOG_LEVEL": "ERROR",
        "EMAIL_URL": "dummymail://",
        "API_REQUESTS_PER_MINUTE": str(10**9),
        "DJANGO_SETTINGS_MODULE": "alpha.settings",
    }


def prepare(environment: Mapping[str, str]) -> dict[str, Any]:
    manage(environment, "migrate", "--verbosity", "0", "--skip-checks")
    manage(environment, "seed_demo", "--skip-checks")
    printed = manage(environment, "shell", "--verbosity", "0", "-c", PREPARE)
    world: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return world


def manage(environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    return done.stdout


def config_for(ids: Mapping[str, Sequence[int | str]]) -> str:
    """Most ids exist and most hours are to come, so that more than refusals is seen.

    Sentences of their own may refuse what a type allows: a past hour, an unfilled {name}, a key that was used.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    values: dict[str, list[Any]] = {name: list(found) for name, found in ids.items()}
    values["hours"] = [(now + timedelta(days=days)).isoformat() for days in (1, 2, 30, 200)]
    bound = {
        "path.student_id": "students",
        "path.class_id": "classes",
        "query.class_id": "classes",
        "path.intervention_id": "interventions",
        "body.student_id": "students",
        "body.student_ids[*]": "students",
        "body.template_id": "templates",
        "body.skill_ids[*]": "skills",
        "body.sessions[*].student_id": "students",
        "body.sessions[*].skill_id": "skills",
        "body.actor.account.homePage": "pages",
        "body.actor.account.name": "names",
        "body.object.id": "codes",
        "body.scheduled_at": "hours",
        "body.due_at": "hours",
    }
    lines = [f"[dictionaries.{name}]\nvalues = {json.dumps(each)}" for name, each in values.items()]
    lines.append("[parameters]")
    lines += [
        f'"{place}" = {{ dictionary = "{name}", probability = 0.7 }}'
        for place, name in bound.items()
    ]
    accepted = '["2xx", 401, 403, 404, 409, 422]'
    for method, path in (("POST", ""), ("GET", "/api/interventions/meetings")):
        lines.append(f'[[operations]]\ninclude-method = "{method}"')
        if path:
            lines.append(f'include-path = "{path}"')
        lines.append(f"checks.positive_data_acceptance.expected-statuses = {accepted}")
    return "\n".join(lines) + "\n"


@contextmanager
def server(environment: Mapping[str, str], folder: Path) -> Iterator[str]:
    """The production server on a free port of this machine; what went wrong inside is shown at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "server.log"
    command = [str(BIN / "gunicorn"), "alpha.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "2"]
    command += ["--no-control-socket", "--log-level", "error"]
    with log.open("w") as output:
        running = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=output)
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}/api/openapi.json"
        finally:
            running.terminate()
            running.wait()
    errors = [line for line in log.read_text().splitlines() if '"level": "ERROR"' in line]
    if errors:
        print("The server said:", *errors[-20:], sep="\n")


def wait_for(address: str) -> None:
    for _ in range(LONGEST_START * 2):
        try:
            with urlopen(address, timeout=30):  # noqa: S310  # our own, on this machine
                return
        except OSError:
            time.sleep(0.5)
    sys.exit("The server did not start.")


def fuzz(address: str, askers: Mapping[str, Mapping[str, str]], config: Path, cases: int) -> int:
    """Each asker once, then again with other chance until there were enough cases; two at a time."""
    total, has_failed, turns = 0, False, 0
    names = list(askers)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while turns < len(names) or (total < cases and not has_failed):
            together = [(turn, names[turn % len(names)]) for turn in range(turns, turns + AT_ONCE)]
            turns += AT_ONCE
            runs = [pool.submit(run, address, askers[who], config, seed) for seed, who in together]
            for (_, who), each in zip(together, runs, strict=True):
                asked, passed = each.result()
                total += asked
                has_failed = has_failed or not passed
                print(f"{who}: {asked:,} cases, {'passed' if passed else 'FAILED'}", flush=True)
    print(f"{total:,} cases in all, {'some failed' if has_failed else 'all passed'}")
    return int(has_failed)


def run(address: str, headers: Mapping[str, str], config: Path, seed: int) -> tuple[int, bool]:
    command = [str(BIN / "schemathesis"), "--config-file", str(config), "--no-color", "run"]
    command += [address, "--checks", "all", "--max-examples", str(IN_A_ROUND), "--seed", str(seed)]
    command += ["--phases", "examples,coverage,fuzzing", "--generation-database", "none"]
    command += ["--continue-on-failure", "--warnings", "off"]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    done = subprocess.run(
        command,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=config.parent,
    )
    found = GENERATED.search(done.stdout)
    if done.returncode or not found:
        print(done.stdout)
    return (int(found[1].replace(",", "")) if found else 0), done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
