from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction

from alpha.demo.classes import CLASSES, ClassPlan
from alpha.demo.seeding import seed_demo_school
from alpha.demo.sign_ins import CO_TEACHER, TEACHER

MONDAY = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
# One small ordinary class instead of six: enough where only the story or the rebuilding matters.
SMALL = [
    ClassPlan(
        "Grade 5 Math – Red",
        "Math",
        "5",
        9,
        (TEACHER.username, CO_TEACHER.username),
        ("multiplication", "division", "fractions"),
    )
]


def seed_at(instant, plans=SMALL):
    with time_machine.travel(instant, tick=False):
        return seed_demo_school(plans)


@contextmanager
def seeded_for_a_module(blocker, plans):
    """Seeded once, on a Monday afternoon which lasts; taken back when the module is done."""
    with blocker.unblock(), time_machine.travel(MONDAY, tick=False), transaction.atomic():
        seed_demo_school(plans)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def small_school_of_module(django_db_setup, django_db_blocker):
    with seeded_for_a_module(django_db_blocker, SMALL):
        yield


@pytest.fixture(scope="module")
def whole_school_of_module(django_db_setup, django_db_blocker):
    with seeded_for_a_module(django_db_blocker, CLASSES):
        yield


@pytest.fixture
def small_school(small_school_of_module, db):
    """The story and one small class. What a test changes is taken back after it."""


@pytest.fixture
def whole_school(whole_school_of_module, db):
    """The school as `make demo` shows it."""
