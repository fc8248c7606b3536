"""The real logs, where their folder is. Numbers are those of the folder's own description."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db.models import Count, Sum

from alpha.learning.models import (
    AssignedWork,
    Assignment,
    Attempt,
    Classroom,
    LearningPath,
    PracticeSession,
    Student,
)
from tests.learning.imports.conftest import counts

pytestmark = pytest.mark.django_db


@time_machine.travel(datetime(2026, 6, 30, 22, tzinfo=UTC), tick=False)
def test_one_log_and_then_the_one_that_contains_it(run, data, school):
    first = run(data / "assistments0910" / "as_log.csv")

    assert counts(first) == {
        "teachers": (19, 0),
        "classes": (37, 0),
        "students": (619, 0),
        "enrollments": (774, 0),
        "skills": (2, 0),
        "sessions": (PracticeSession.objects.count(), 0),
        "answers": (8340, 0),
    }
    remarks = [
        line
        for line in first
        if line.startswith(("Rows that began", "Students in", "Classes", "Teachers in"))
    ]
    assert remarks == [
        "Rows that began with asking for help (they count as not right): 240",
        "Students in several classes: 147",
        "Classes with one or two students: 8",
        "Classes with students of several schools (all are in the one school now): 3",
        "Teachers in several schools (they are in the one school now): 3",
    ]
    clones = [line.split(" look like")[0] for line in first if "look like copies" in line]
    assert clones == [
        f"Class {one} (teacher 42999) and class {two} (teacher 69274)"
        for one, two in (
            ("12351", "14415"),
            ("12352", "14414"),
            ("12885", "14412"),
            ("12886", "14413"),
        )
    ]

    second = counts(run(data / "assistments0910" / "merged_log.csv"))

    assert second["answers"] == (20_136 - 8340, 8340)
    assert (second["students"], second["skills"]) == ((0, 619), (84, 2))
    assert Attempt.objects.count() == 20_136
    answered = LearningPath.objects.aggregate(sum=Sum("questions_answered"))["sum"]
    assert answered == 20_136
    sizes = Classroom.objects.annotate(size=Count("students")).filter(size__gte=10)
    assert sizes.count() == 25
    assert PracticeSession.objects.filter(is_estimated=False).count() == 0
    days = PracticeSession.objects.values("school_day").distinct().count()
    assert days == 180


def test_timed_log(run, data, school):
    path = data / "orderops2014_timed" / "problem_log.csv"

    lines = run(path)

    assert lines[0] == "2,192 rows of format “assistments_timed”, 0 failed."
    assert counts(lines) == {
        "classes": (5, 0),
        "students": (258, 0),
        "enrollments": (258, 0),
        "skills": (1, 0),
        "assignments": (5, 0),
        "sessions": (PracticeSession.objects.count(), 0),
        "answers": (2154, 0),
    }
    assert {
        "Problems opened and never answered (not counted): 38",
        "Problems never ended (their time is that of the first response): 90",
        "Problems started before the assignment was released: 214",
        "Assignments without a due date: 3",
    } <= set(lines)
    assert PracticeSession.objects.filter(is_estimated=True).count() == 0
    assert AssignedWork.objects.filter(status="completed").count() == 258 - 93
    assert Assignment.objects.filter(due_at__isnull=True).count() == 3
    assert Student.objects.count() == 258

    assert counts(run(path))["answers"] == (0, 2154)
