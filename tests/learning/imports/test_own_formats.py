"""Our own formats, `answers` and `sessions`, from file to database."""

from datetime import UTC, date, datetime

import pytest

from alpha.accounts.models import User
from alpha.learning.models import (
    Attempt,
    Classroom,
    ClassroomTeacher,
    Enrollment,
    LearningPath,
    PracticeSession,
    Skill,
    Student,
)
from tests.factories import AssignedWorkFactory, SkillFactory, TeacherFactory, UserFactory
from tests.learning.imports.conftest import counts


def answer(number, minute=None, **changes):
    row = {
        "student_id": "17",
        "student_name": "Sam Okafor",
        "class": "Grade 5 Blue",
        "teacher": "Alice Moreno",
        "skill": "Fractions",
        "correct": "1",
        "answered_at": f"2026-03-02T10:{number if minute is None else minute:02}:00",
        "seconds": "20",
        "answer_id": str(number),
        "assignment": "",
    }
    return row | changes


def session(number, **changes):
    row = {
        "student_id": "17",
        "class": "Grade 5 Blue",
        "skill": "Fractions",
        "started_at": f"2026-03-{number:02}T10:00:00Z",
        "questions_answered": "10",
        "questions_correct": "7",
        "time_spent_seconds": "600",
        "session_id": str(number),
    }
    return row | changes


def test_answers_become_people_a_class_and_a_session(run, write, school):
    path = write([answer(1), answer(2, correct="0"), answer(3)])

    assert counts(run(path)) == {
        "teachers": (1, 0),
        "classes": (1, 0),
        "students": (1, 0),
        "enrollments": (1, 0),
        "skills": (1, 0),
        "sessions": (1, 0),
        "answers": (3, 0),
    }
    student = Student.objects.get()
    assert (student.school, student.name, student.source, student.external_id) == (
        school,
        "Sam Okafor",
        "import",
        "17",
    )
    assert student.user.has_usable_password() is False
    teacher = ClassroomTeacher.objects.get(classroom__name="Grade 5 Blue").teacher
    assert (teacher.display_name, teacher.role, teacher.has_usable_password()) == (
        "Alice Moreno",
        "teacher",
        False,
    )
    row = PracticeSession.objects.get()
    assert (row.started_at, row.school_day, row.is_estimated) == (
        # The school is in New York.
        datetime(2026, 3, 2, 15, 1, tzinfo=UTC),
        date(2026, 3, 2),
        False,
    )
    assert (row.questions_answered, row.questions_correct, row.time_spent_seconds) == (3, 2, 60)
    assert list(Attempt.objects.values_list("external_id", "is_correct", "seconds_taken")) == [
        ("1", True, 20),
        ("2", False, 20),
        ("3", True, 20),
    ]


def test_practice_on_the_schools_platform_moves_assigned_work_forward(run, write, school):
    run(write([answer(1)]))
    student, skill = Student.objects.get(), Skill.objects.get()
    work = AssignedWorkFactory(
        student=student,
        assignment__question_count=3,
        assignment__released_at=datetime(2026, 3, 2, 16, tzinfo=UTC),
    )
    work.assignment.skills.add(skill)

    # One before it was given, and three after: eleven o'clock in New York.
    later = [answer(number, answered_at=f"2026-03-02T11:0{number}:00") for number in (2, 3, 4)]
    run(write([answer(1), *later[:2]]))
    work.refresh_from_db()
    assert (work.status, work.questions_answered) == ("in_progress", 2)
    run(write([answer(1), *later]))

    work.refresh_from_db()
    assert (work.status, work.questions_answered) == ("completed", 3)
    assert work.completed_at == datetime(2026, 3, 2, 16, 4, tzinfo=UTC)


def test_second_run_adds_nothing(run, write, school):
    path = write([answer(1), answer(2), answer(2, skill="Division"), answer(3, student_id="18")])
    run(path)

    again = counts(run(path))

    assert {kind: new for kind, (new, _) in again.items() if new} == {}
    assert again["answers"] == (0, 3)
    assert Attempt.objects.count() == 3


def test_later_file_adds_only_what_is_new(run, write, school):
    run(write([answer(1), answer(2)]))

    lines = run(write([answer(1), answer(2), answer(3, seconds="")]))

    assert counts(lines)["answers"] == (1, 2)
    newest = PracticeSession.objects.get(attempts__external_id="3")
    # A minute passed since the answer before, which was known already.
    assert newest.time_spent_seconds == 60
    path = LearningPath.objects.get()
    assert (path.questions_answered, path.questions_correct) == (3, 3)


def test_rows_in_any_order_give_the_same_sessions(run, write, school):
    rows = [answer(n, minute=n * 7 % 60) for n in range(20)]

    run(write(rows[::-1]))

    row = PracticeSession.objects.get()
    moments = list(row.attempts.values_list("answered_at", flat=True))
    assert moments == sorted(moments)
    assert row.started_at == moments[0]


def test_answer_with_two_skills_counts_once_under_the_first(run, write, school):
    lines = run(write([answer(1, skill="Division"), answer(1, skill="Fractions")]))

    assert counts(lines)["answers"] == (1, 0)
    assert PracticeSession.objects.get().skill.name == "Division"
    assert (
        "Rows that repeat an answer of the file, as with a second skill "
        "(each answer counts once, under the first): 1"
    ) in lines


def test_long_pauses_are_capped(run, write, school):
    run(write([answer(1, seconds="5000")]))

    assert PracticeSession.objects.get().time_spent_seconds == 300
    assert Attempt.objects.get().seconds_taken == 300


@pytest.mark.parametrize("named", ["alice", "Alice", "ALICE@example.org"])
def test_teacher_of_the_school_is_found_by_username_or_address(run, write, school, named):
    alice = TeacherFactory(school=school, username="alice", email="alice@example.org")

    lines = run(write([answer(1, teacher=named)]))

    assert counts(lines)["teachers"] == (0, 1)
    assert ClassroomTeacher.objects.get().teacher == alice


def test_nobody_else_becomes_the_teacher_by_a_name(run, write, school):
    UserFactory(school=school, username="alice", role="leader")
    TeacherFactory(username="bob")

    run(write([answer(1, teacher="alice"), answer(2, teacher="bob")]))

    made = User.objects.filter(source="import", role="teacher").order_by("username")
    assert [teacher.username for teacher in made] == ["alice-2", "bob-2"]


def test_skill_of_the_school_is_found_by_its_name(run, write, school):
    fractions = SkillFactory(school=school, name="fractions", code="5.NF")

    run(write([answer(1), answer(2, skill="X + Y"), answer(3, skill="X - Y")]))

    assert PracticeSession.objects.order_by("id").first().skill == fractions
    assert list(Skill.objects.order_by("id").values_list("code", "name")) == [
        ("5.NF", "fractions"),
        ("x-y", "X + Y"),
        ("x-y-2", "X - Y"),
    ]


def test_student_who_left_the_class_is_not_put_back(run, write, school):
    path = write([answer(1)])
    run(path)
    Enrollment.objects.update(ends_on=date(2026, 4, 1))

    lines = run(write([answer(1), answer(2)]))

    assert counts(lines)["enrollments"] == (0, 1)
    assert Enrollment.objects.get().ends_on == date(2026, 4, 1)


def test_hours_the_clocks_skip_or_repeat_are_asked_about(run, write, school):
    lines = run(
        write(
            [
                answer(1, answered_at="2026-03-08T02:30:00"),
                answer(2, answered_at="2025-11-02T01:30:00"),
                answer(3, answered_at="2025-11-02T01:30:00-05:00"),
            ]
        )
    )

    assert counts(lines)["answers"] == (1, 0)
    assert lines[-3:-1] == [
        (
            "Line 2, answered_at: “2026-03-08T02:30:00”: "
            "this hour does not exist on that day in America/New_York."
        ),
        (
            "Line 3, answered_at: “2025-11-02T01:30:00”: this hour exists twice on that day in "
            "America/New_York. Add the offset from UTC, for example -05:00."
        ),
    ]


def test_sessions_are_taken_as_counted(run, write, school):
    path = write([session(1), session(2, questions_correct="10"), session(1, student_id="18")])

    lines = run(path)

    assert (counts(lines)["sessions"], counts(lines)["answers"]) == ((3, 0), (30, 0))
    assert Student.objects.get(external_id="17").name == "Student 17"
    assert list(
        PracticeSession.objects.order_by("id").values_list(
            "student__external_id", "external_id", "questions_correct", "time_spent_seconds"
        )
    ) == [("17", "1", 7, 600), ("17", "2", 10, 600), ("18", "1", 7, 600)]
    assert Classroom.objects.get().teachers.count() == 0

    again = counts(run(path))
    assert (again["sessions"], again["answers"]) == ((0, 3), (0, 30))


def test_time_of_a_session_is_capped_by_its_answers(run, write, school):
    run(write([session(1, time_spent_seconds="90000")]))

    assert PracticeSession.objects.get().time_spent_seconds == 3000


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"questions_correct": "11"}, "questions_correct: 11 is more than the 10 answered."),
        (
            {"questions_answered": "0", "questions_correct": "0"},
            "questions_answered: is 0: nothing was practiced.",
        ),
        ({"time_spent_seconds": ""}, "time_spent_seconds: is empty."),
        ({"session_id": ""}, "session_id: is empty."),
    ],
)
def test_session_that_cannot_be_is_refused(run, write, school, changes, message):
    assert f"Line 2, {message}" in run(write([session(1, **changes)]))
    assert Student.objects.count() == 0


def test_answers_and_sessions_of_one_student_meet(run, write, school):
    run(write([answer(1)]))
    run(write([session(1)]))

    assert Student.objects.count() == 1
    path = LearningPath.objects.get()
    assert (path.questions_answered, path.questions_correct) == (11, 8)
