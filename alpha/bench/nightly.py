"""The evaluation of a whole school, as the worker does it every night: how long, and how much memory.

Measured in a process of its own (`manage.py bench --night`), which has held nothing else before.
"""

import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from alpha.bench.databases import name_of, use
from alpha.bench.school import Plan, find_school
from analytics.alerts import evaluate_school


@dataclass(frozen=True, slots=True)
class Night:
    """`megabytes`: the most memory the process held, the program itself included."""

    seconds: float
    megabytes: float
    findings: int


def measure_night(plan: Plan) -> Night:
    """Let another process spend a night in the database of a plan."""
    use(plan)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "--night"]
    environment = os.environ | {"DATABASE_URL": address_of(plan)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # our own command
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Night(**json.loads(done.stdout))


def spend_night() -> str:
    """Evaluate yesterday, then today with the clock running; the measurements as JSON."""
    school = find_school()
    if school is None:
        raise RuntimeError("There is no school to measure in this database.")
    evaluate_school(school, on=school.today() - timedelta(days=1))
    start = perf_counter()
    found = evaluate_school(school)
    night = Night(perf_counter() - start, peak_megabytes(), found.findings)
    return json.dumps(asdict(night))


def address_of(plan: Plan) -> str:
    if connection.vendor == "postgresql":
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name_of(plan)}").geturl()
    return f"sqlite:///{Path(name_of(plan)).absolute()}"


def peak_megabytes() -> float:
    """The most memory this process has held.

    Linux counts it for each program; elsewhere the maximum may be that of the program that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(fields["VmHWM"].split()[0]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
