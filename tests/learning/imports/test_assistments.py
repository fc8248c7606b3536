"""ASSISTments 2009-10: each trap of the files in a few rows made up here."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from alpha.accounts.models import User
from alpha.learning.models import (
    Attempt,
    Classroom,
    LearningPath,
    PracticeImport,
    PracticeSession,
    Skill,
    Student,
)
from tests.factories import TeacherFactory
from tests.learning.imports.conftest import counts

NOW = datetime(2026, 6, 30, 22, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def as_row(order, user=1, classroom=10, **changes):
    """A row with the header of as_log.csv, as far as it matters."""
    row = {
        "": "0",
        "order_id": order,
        "assignment_id": 5,
        "user_id": user,
        "problem_id": order % 1000,
        "correct": "1",
        "attempt_count": "1",
        "ms_first_response": "20000",
        "student_class_id": classroom,
        "skill_id": "1.0",
        "skill_name": "Box and Whisker",
        "teacher_id": 100,
        "school_id": 73,
        "overlap_time": "20000",
        "answer_text": "",
    }
    return row | changes


def merged_row(order, user=1, classroom=10, **changes):
    row = {
        "order_id": order,
        "user_id": user,
        "assignment_id": "",
        "problem_id": order % 1000,
        "skill_name": "Box and Whisker",
        "correct": "1",
        "attempt_count": "",
        "ms_first_response": "",
        "hint_count": "",
        "hint_total": "",
        "student_class_id": classroom,
        "teacher_id": 100,
        "school_id": 73,
        "source": "answers",
        "class_link": "only_class",
    }
    return row | changes


def test_rows_become_a_class_with_its_teacher_and_estimated_sessions(run, write, school):
    lines = run(write([as_row(20), as_row(10, correct="0"), as_row(30)]))

    assert counts(lines) == {
        "teachers": (1, 0),
        "classes": (1, 0),
        "students": (1, 0),
        "enrollments": (1, 0),
        "skills": (1, 0),
        "sessions": (1, 0),
        "answers": (3, 0),
    }
    classroom = Classroom.objects.get()
    assert (classroom.name, classroom.source_note) == ("Class 10", "School 73 in the file")
    assert classroom.teachers.get().display_name == "Teacher 100"
    student = Student.objects.get()
    assert (student.name, student.source_note) == ("Student 1", "School 73 in the file")
    row = PracticeSession.objects.get()
    assert (row.is_estimated, row.questions_answered, row.questions_correct) == (True, 3, 2)
    # The file is not in order: the wrong answer came first.
    assert list(Attempt.objects.values_list("external_id", "is_correct")) == [
        ("10", False),
        ("20", True),
        ("30", True),
    ]


def test_skill_id_is_written_without_its_decimal(run, write, school):
    run(write([as_row(1), as_row(2, skill_name="", skill_id="7.0")]))

    assert list(Skill.objects.order_by("id").values_list("name", "external_id")) == [
        ("Box and Whisker", "1"),
        ("Skill 7", "7"),
    ]


def test_first_try_correctness_counts_whatever_came_after(run, write, school):
    run(write([as_row(1, correct="0", attempt_count="4"), as_row(2, attempt_count="1")]))

    path = LearningPath.objects.get()
    assert (path.questions_answered, path.questions_correct) == (2, 1)


def test_asking_for_help_first_counts_as_not_right(run, write, school):
    lines = run(write([as_row(1, correct="0", attempt_count="0")]))

    assert "Rows that began with asking for help (they count as not right): 1" in lines
    assert LearningPath.objects.get().questions_answered == 1


def test_first_response_of_a_day_counts_five_minutes(run, write, school):
    lines = run(write([as_row(1, ms_first_response="84076920")]))

    assert "Rows that took longer than 5 minutes (each counts as 5 minutes): 1" in lines
    assert PracticeSession.objects.get().time_spent_seconds == 300


def test_quoted_commas_do_not_break_a_row(run, write, school):
    assert run(write([as_row(1, answer_text="1,2, 3")]))[0].endswith(
        "1 rows of format “assistments”, 0 failed."
    )


def test_dates_are_laid_over_the_180_days_until_the_day_of_the_first_import(run, write, school):
    run(write([as_row(order, user=order) for order in range(1, 361)]))

    days = list(PracticeSession.objects.order_by("started_at").values_list("school_day", flat=True))
    assert (days[0], days[-1], len(set(days))) == (date(2026, 1, 2), date(2026, 6, 30), 180)
    assert PracticeImport.objects.get().estimated_until == date(2026, 6, 30)
    assert PracticeSession.objects.filter(started_at__gt=NOW).count() == 0


def test_later_import_uses_the_dates_of_the_first(run, write, school):
    path = write([as_row(order, user=order) for order in range(1, 101)])
    run(path)
    before = dict(PracticeSession.objects.values_list("student__external_id", "started_at"))

    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        # Every answer between two known ones, and one far beyond.
        rows = [as_row(order, user=order) for order in (*range(1, 101), 500)]
        lines = run(write([*rows, as_row(50, user=1050)]))

    assert counts(lines)["answers"] == (2, 100)
    assert (
        "Answers outside the order of the first import, put on its first or last day "
        "(--until lays this file out anew): 1"
    ) in lines
    at = dict(PracticeSession.objects.values_list("student__external_id", "started_at"))
    assert at["1050"] == before["50"]
    assert PracticeSession.objects.get(student__external_id="500").school_day == date(2026, 6, 30)


def test_until_lays_a_file_out_anew(run, write, school):
    run(write([as_row(1), as_row(2)]))

    run(write([as_row(3, user=2)]), "--until", "2026-05-31")

    later = PracticeSession.objects.get(student__external_id="2")
    assert later.school_day == date(2026, 5, 31)


def test_answer_with_several_skills_counts_once_under_the_first(run, write, school):
    full = {"assignment_id": 5, "ms_first_response": "9000", "attempt_count": "1"}
    lines = run(
        write([merged_row(1, skill_name="Mode"), merged_row(1, skill_name="Table", **full)])
    )

    assert counts(lines)["answers"] == (1, 0)
    assert PracticeSession.objects.get().skill.name == "Mode"
    # What the first row did not know is taken from the second.
    assert Attempt.objects.get().seconds_taken == 9


@pytest.mark.parametrize("first", ["as_log", "merged"])
def test_files_that_contain_each_other_count_no_answer_twice(run, write, school, first):
    as_log = [as_row(order, user=order % 3 + 1) for order in range(1, 40, 2)]
    merged = [merged_row(order, user=order % 3 + 1) for order in range(1, 40)]
    files = [write(as_log, "as_log.csv"), write(merged, "merged.csv")]
    for path in files if first == "as_log" else files[::-1]:
        run(path)

    assert Attempt.objects.count() == 39
    assert sum(LearningPath.objects.values_list("questions_answered", flat=True)) == 39


def test_run_ends_where_skill_or_assignment_changes(run, write, school):
    run(
        write(
            [
                as_row(1),
                as_row(2),
                as_row(3, assignment_id=6),
                as_row(4, skill_name="Mean", skill_id="2.0"),
                as_row(5),
            ]
        )
    )

    sessions = PracticeSession.objects.order_by("started_at")
    assert list(sessions.values_list("questions_answered", flat=True)) == [2, 1, 1, 1]


def test_unmeasured_answers_count_half_a_minute(run, write, school):
    run(write([merged_row(1), merged_row(2)]))

    assert PracticeSession.objects.get().time_spent_seconds == 60
    assert set(Attempt.objects.values_list("seconds_taken", flat=True)) == {None}


def test_odd_memberships_are_kept_and_counted(run, write, school):
    lines = run(
        write(
            [
                as_row(1, user=1, classroom=10, school_id=73),
                as_row(2, user=1, classroom=11, school_id=73),
                as_row(3, user=2, classroom=10, school_id=74),
                as_row(4, user=3, classroom=10, school_id=73),
            ]
        )
    )

    assert [
        line for line in lines if line.startswith(("Students in", "Classes with", "Teachers"))
    ] == [
        "Students in several classes: 1",
        "Classes with one or two students: 1",
        "Classes with students of several schools (all are in the one school now): 1",
        "Teachers in several schools (they are in the one school now): 1",
    ]
    assert Classroom.objects.get(external_id="10").source_note == "School 73, 74 in the file"
    assert Student.objects.get(external_id="1").classrooms.count() == 2
    assert set(Student.objects.values_list("school", flat=True)) == {school.pk}


def test_cloned_classes_are_warned_of_and_not_merged(run, write, school):
    original = [
        as_row(n, user=n % 4, classroom=10, ms_first_response=1000 + n) for n in range(1, 31)
    ]
    clone = [
        row
        | {"order_id": 5000 + row["order_id"], "user_id": 50 + row["user_id"]}
        | {"student_class_id": 20, "teacher_id": 200}
        for row in original
    ]

    lines = run(write(original + clone))

    assert (
        "Class 10 (teacher 100) and class 20 (teacher 200) look like copies: 30 of 30 answers have "
        "the same problem, result and milliseconds. Both are imported."
    ) in lines
    assert counts(lines)["answers"] == (60, 0)


@pytest.mark.parametrize("shared", [19, 25])
def test_classes_that_share_little_are_not_called_clones(run, write, school, shared):
    # 19 are too few to say; 25 of the smaller class's 50 are half, and a copy has more.
    rows = [as_row(n, classroom=10, ms_first_response=1000 + n) for n in range(1, 60)]
    same = [row | {"order_id": 5000 + n} for n, row in enumerate(rows[:shared])]
    own = [as_row(6000 + n, ms_first_response=7000 + n) for n in range(25 if shared == 25 else 1)]
    other = [row | {"user_id": 2, "student_class_id": 20} for row in same + own]

    assert not [line for line in run(write(rows + other)) if "look like copies" in line]


def test_number_of_the_file_is_not_taken_for_a_username(run, write, school):
    somebody = TeacherFactory(school=school, username="100")

    lines = run(write([as_row(1)]))

    assert counts(lines)["teachers"] == (1, 0)
    assert somebody.classrooms.count() == 0


def test_student_and_class_ids_of_another_school_are_other_people(run, write, school):
    path = write([as_row(1)])
    run(path)

    run(path, school="Birch School")

    assert list(Student.objects.order_by("id").values_list("school__name", "user__username")) == [
        ("Maple School", "student-1"),
        ("Birch School", "student-1-2"),
    ]
    assert User.objects.filter(role="teacher").count() == 2


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"correct": "0.5"}, "correct: “0.5” is neither 1 (right) nor 0 (wrong)."),
        ({"user_id": ""}, "user_id: is empty."),
        ({"order_id": "x"}, "order_id: “x” is not a whole number."),
        ({"ms_first_response": "-4"}, "ms_first_response: “-4” is not a duration."),
        ({"skill_name": "", "skill_id": ""}, "skill_name: is empty."),
    ],
)
def test_bad_cell_is_named(run, write, school, changes, message):
    lines = run(write([as_row(1) | changes, as_row(2)]))

    assert f"Line 2, {message}" in lines
    assert counts(lines)["answers"] == (1, 0)
