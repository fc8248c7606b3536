"""The timed problem log: each trap of the file in a few rows made up here."""

from datetime import UTC, date, datetime

import pytest

from alpha.learning.models import (
    AssignedWork,
    Assignment,
    Attempt,
    Classroom,
    PracticeSession,
    Student,
)
from tests.learning.imports.conftest import counts

pytestmark = pytest.mark.django_db

ACTIONS = '--- \n- - start\n  - 1418064240050\n  - "3123414"\n- - end\n'


def problem(number, user=1, **changes):
    row = {
        "User ID": user,
        "Assignment ID": "900",
        "Problem Set Name": "Order of Operations",
        "Release Date": "2014-12-02 11:00:00",
        "Assigned Date": "2014-12-02 08:28:37.598831",
        "Due Date": "2014-12-05 13:00:00",
        "Assignment Start Time": "2014-12-03 12:00:00.5",
        "Assignment End Time": "2014-12-03 12:30:00.25",
        "Correct": "1.0",
        "Problem Logs ID": number,
        "Problem Start Time": f"2014-12-03 12:{number:02}:00",
        "Problem End Time": f"2014-12-03 12:{number:02}:40.5",
        "First Response Time": "20000.0",
        "Actions": ACTIONS,
    }
    return row | changes


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_an_assignment_is_a_class_and_its_work(run, write, school):
    lines = run(write([problem(1), problem(2, Correct="0.0"), problem(3, user=2)]))

    assert counts(lines) == {
        "classes": (1, 0),
        "students": (2, 0),
        "enrollments": (2, 0),
        "skills": (1, 0),
        "assignments": (1, 0),
        "sessions": (2, 0),
        "answers": (3, 0),
    }
    classroom = Classroom.objects.get()
    assert (classroom.name, classroom.teachers.count()) == ("Order of Operations 900", 0)
    assignment = Assignment.objects.get()
    # Local time without a zone: five hours behind UTC in a New York winter.
    assert {
        "class": assignment.classroom,
        "by": assignment.created_by,
        "title": assignment.title,
        "skills": [skill.name for skill in assignment.skills.all()],
        "questions": assignment.question_count,
        "released": assignment.released_at,
        "assigned": assignment.created_at,
        "due": assignment.due_at,
    } == {
        "class": classroom,
        "by": None,
        "title": "Order of Operations",
        "skills": ["Order of Operations"],
        "questions": 2,
        "released": at(2014, 12, 2, 16),
        "assigned": at(2014, 12, 2, 13, 28, 37, 598831),
        "due": at(2014, 12, 5, 18),
    }
    work = AssignedWork.objects.get(student__external_id="1")
    assert (work.status, work.questions_answered, work.questions_correct) == ("completed", 2, 1)
    assert (work.started_at, work.completed_at) == (
        at(2014, 12, 3, 17, 0, 0, 500_000),
        at(2014, 12, 3, 17, 30, 0, 250_000),
    )
    row = PracticeSession.objects.get(student__external_id="1")
    # The first answer came 20 seconds after the problem was opened; each was open for 40.5 seconds.
    assert (row.started_at, row.school_day, row.time_spent_seconds, row.is_estimated) == (
        at(2014, 12, 3, 17, 1, 20),
        date(2014, 12, 3),
        81,
        False,
    )
    assert row.assignment == assignment


def test_second_run_adds_nothing(run, write, school):
    path = write([problem(1), problem(2, user=2)])
    run(path)

    again = counts(run(path))

    assert {kind: new for kind, (new, _) in again.items() if new} == {}
    assert (AssignedWork.objects.count(), Attempt.objects.count()) == (2, 2)


def test_work_without_an_end_is_in_progress(run, write, school):
    run(write([problem(1, **{"Assignment End Time": ""})]))

    work = AssignedWork.objects.get()
    assert (work.status, work.completed_at) == ("in_progress", None)


def test_usual_number_of_questions_is_that_of_who_finished(run, write, school):
    unfinished = [problem(n, user=2, **{"Assignment End Time": ""}) for n in range(10, 20)]

    run(write([*unfinished, problem(1), problem(2), problem(3)]))

    assert Assignment.objects.get().question_count == 3


def test_empty_due_and_release_dates_are_none(run, write, school):
    lines = run(write([problem(1, **{"Due Date": "", "Release Date": ""})]))

    assignment = Assignment.objects.get()
    assert (assignment.due_at, assignment.released_at) == (None, None)
    assert "Assignments without a due date: 1" in lines


def test_work_before_release_is_counted_in_the_summary(run, write, school):
    lines = run(write([problem(1, **{"Release Date": "2014-12-04 11:00:00"}), problem(2)]))

    assert "Problems started before the assignment was released: 1" in lines
    assert counts(lines)["answers"] == (2, 0)


def test_problem_never_answered_is_not_counted_but_its_student_is(run, write, school):
    blank = {"Correct": "", "First Response Time": "", "Problem End Time": ""}

    lines = run(write([problem(1, **blank)]))

    assert "Problems opened and never answered (not counted): 1" in lines
    assert (Student.objects.count(), PracticeSession.objects.count()) == (1, 0)
    work = AssignedWork.objects.get()
    assert (work.questions_answered, work.questions_correct) == (0, 0)


@pytest.mark.parametrize(
    "changes, seconds",
    [
        # Never ended: the time to the first response.
        ({"Problem End Time": ""}, 20),
        # Neither ended nor measured: half a minute.
        ({"Problem End Time": "", "First Response Time": ""}, 30),
        # Open for months: five minutes.
        ({"Problem End Time": "2015-04-22 00:00:00"}, 300),
        # Ended before it began: the time to the first response.
        ({"Problem End Time": "2014-12-03 11:00:00"}, 20),
    ],
)
def test_time_of_a_problem_is_never_more_than_five_minutes(run, write, school, changes, seconds):
    run(write([problem(1, **changes)]))

    assert PracticeSession.objects.get().time_spent_seconds == seconds


@pytest.mark.parametrize(
    "response, moment",
    [
        ("20000.0", at(2014, 12, 3, 17, 1, 20)),
        # Two days later is when the answer came.
        ("172800000.0", at(2014, 12, 5, 17, 1)),
        # Seven days stand for “longer”: nobody knows when.
        ("604800000.0", at(2014, 12, 3, 17, 6)),
        ("", at(2014, 12, 3, 17, 6)),
    ],
)
def test_answer_is_dated_by_its_first_response(run, write, school, response, moment):
    run(write([problem(1, **{"First Response Time": response})]))

    assert Attempt.objects.get().answered_at == moment


def test_hours_the_clocks_skip_or_repeat_are_read_as_before_the_change(run, write, school):
    skipped = {"Problem Start Time": "2015-03-08 02:30:00", "Problem End Time": ""}
    repeated = {"Problem Start Time": "2014-11-02 01:30:00", "Problem End Time": ""}

    lines = run(write([problem(1, **skipped), problem(2, **repeated)]))

    assert (
        "Times in an hour that the clocks skipped or repeated (read as before the change): 2"
        in lines
    )
    assert list(Attempt.objects.order_by("answered_at").values_list("answered_at", flat=True)) == [
        at(2014, 11, 2, 5, 30, 20),
        at(2015, 3, 8, 7, 30, 20),
    ]


def test_sessions_end_with_half_an_hour_of_pause(run, write, school):
    later = {"Problem Start Time": "2014-12-03 13:00:00", "Problem End Time": "2014-12-03 13:01:00"}

    run(write([problem(1), problem(2), problem(3, **later)]))

    sessions = PracticeSession.objects.order_by("started_at")
    assert list(sessions.values_list("questions_answered", flat=True)) == [2, 1]


def test_lines_are_counted_through_quoted_cells(run, write, school):
    lines = run(write([problem(1), problem(2, **{"Problem Start Time": "soon"})]))

    # The header, then seven lines for the first problem: the second starts on line 8.
    begins = 2 + ACTIONS.count("\n") + 1
    assert (
        f"Line {begins}, Problem Start Time: “soon” is no date and time like 2026-03-02T10:15:00."
    ) in lines


def test_classes_without_teacher_are_said_and_given_one_on_request(run, write, school):
    path = write([problem(1)])
    said = "Classes without a teacher yet (add one in the admin, or give --teacher): 1"
    assert said in run(path)

    lines = run(path, "--teacher", "moreno")

    assert said not in lines
    assert [teacher.username for teacher in Classroom.objects.get().teachers.all()] == ["moreno"]
    assert said not in run(path)
