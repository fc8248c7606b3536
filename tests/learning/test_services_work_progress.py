"""Practice moves assigned work forward: practice that names it, and practice on the school's platform."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alpha.learning.models import AssignedWork, PracticeSession
from alpha.learning.services.practice import NewAttempt, NewSession, record_practice
from tests.factories import AssignedWorkFactory, ItemFactory, SkillFactory, StudentFactory

MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(MONDAY + timedelta(days=4), tick=False):
        yield


@pytest.fixture
def skill(school):
    return SkillFactory(school=school, name="Fractions")


def given_work(student, *skills, days=0, due_in=3, questions=15, **assignment):
    released_at = MONDAY + timedelta(days=days)
    due_at = None if due_in is None else released_at + timedelta(days=due_in)
    fields = {"released_at": released_at, "due_at": due_at, "question_count": questions}
    work = AssignedWorkFactory(
        student=student,
        **{f"assignment__{name}": value for name, value in (fields | assignment).items()},
    )
    work.assignment.skills.set(skills)
    return work


def practice(student, skill, *, days=0.5, answered=10, correct=7, work=None, **given):
    return NewSession(
        student_id=student.pk,
        skill_id=skill.pk,
        started_at=MONDAY + timedelta(days=days),
        time_spent_seconds=600,
        questions_answered=answered,
        questions_correct=correct,
        assignment_id=work.assignment_id if work else None,
        **given,
    )


def state(work):
    work.refresh_from_db()
    return work.status, work.questions_answered, work.questions_correct


def test_practice_that_names_the_assignment_moves_its_work(school, student, skill):
    work = given_work(student, skill)

    record_practice(school, [practice(student, skill, work=work)])

    assert state(work) == ("in_progress", 10, 7)
    assert work.started_at == MONDAY + timedelta(days=0.5)


def test_the_question_that_was_still_missing_completes_it(school, student, skill):
    work = given_work(student, skill)

    record_practice(school, [practice(student, skill, work=work)])
    record_practice(school, [practice(student, skill, days=1, answered=5, correct=4, work=work)])

    assert state(work) == ("completed", 15, 11)
    assert work.completed_at == MONDAY + timedelta(days=1, minutes=10)


def test_completed_work_stays_completed_at_its_first_time(school, student, skill):
    work = given_work(student, skill)
    record_practice(school, [practice(student, skill, days=1, answered=15, work=work)])

    record_practice(school, [practice(student, skill, days=2, work=work)])
    record_practice(school, [practice(student, skill, days=0.5, answered=20, work=work)])

    assert state(work) == ("completed", 45, 21)
    assert work.started_at == MONDAY + timedelta(days=1)
    assert work.completed_at == MONDAY + timedelta(days=1, minutes=10)


def test_it_ends_with_its_last_answer_where_single_answers_are_known(school, student, skill):
    work = given_work(student, skill, questions=2)
    start = MONDAY + timedelta(days=1)
    answers = [NewAttempt(True, start + timedelta(minutes=m)) for m in (0, 25)]

    record_practice(
        school,
        [practice(student, skill, days=1, answered=2, correct=2, work=work, attempts=answers)],
    )

    assert work.completed_at is None
    assert state(work) == ("completed", 2, 2)
    assert work.completed_at == start + timedelta(minutes=25)


def test_what_is_still_being_done_does_not_end_in_the_future(school, student, skill):
    work = given_work(student, skill, questions=5)

    record_practice(school, [practice(student, skill, days=4, work=work)])

    assert state(work) == ("completed", 10, 7)
    assert work.completed_at == MONDAY + timedelta(days=4)


def test_sessions_that_arrive_late_twice_or_out_of_order_give_the_same_work(school, student, skill):
    other = StudentFactory(school=school)
    works = [given_work(one, skill) for one in (student, other)]
    halves = [(0.5, 10, 7), (1, 5, 4)]
    for one, work, order in zip((student, other), works, (halves, halves[::-1]), strict=True):
        for days, answered, correct in [*order, *order]:
            session = practice(
                one,
                skill,
                days=days,
                answered=answered,
                correct=correct,
                work=work,
                source="log",
                external_id=f"{days}",
            )
            record_practice(school, [session])

    assert state(works[0]) == state(works[1]) == ("completed", 15, 11)
    assert works[0].completed_at == works[1].completed_at


def test_practice_without_a_name_is_the_works_where_its_questions_are_elsewhere(
    school, student, skill
):
    work = given_work(student, skill)

    record_practice(school, [practice(student, skill), practice(student, skill, days=1)])

    assert state(work) == ("completed", 20, 14)
    assert set(PracticeSession.objects.values_list("assignment", flat=True)) == {work.assignment_id}


@pytest.mark.parametrize(
    "case",
    [
        "before it was given",
        "at an estimated time",
        "another skill",
        "another student",
        "questions are here",
    ],
)
def test_other_practice_does_not_move_it(school, student, skill, case):
    work = given_work(student, skill)
    session = practice(student, skill)
    if case == "before it was given":
        session = practice(student, skill, days=-0.1)
    elif case == "at an estimated time":
        session = practice(student, skill, is_estimated=True)
    elif case == "another skill":
        session = practice(student, SkillFactory(school=school))
    elif case == "another student":
        session = practice(StudentFactory(school=school), skill)
    else:
        ItemFactory(skill=skill)

    record_practice(school, [session])

    assert state(work) == ("assigned", 0, 0)
    assert PracticeSession.objects.get().assignment is None


def test_of_a_skill_with_and_one_without_questions_only_the_latter_is_taken(school, student, skill):
    here = SkillFactory(school=school)
    ItemFactory(skill=here)
    work = given_work(student, skill, here)

    record_practice(school, [practice(student, skill, correct=6), practice(student, here)])

    assert state(work) == ("in_progress", 10, 6)


def test_what_is_due_first_gets_the_practice_until_it_is_done(school, student, skill):
    undated = given_work(student, skill, due_in=None)
    later = given_work(student, skill, due_in=9)
    sooner = given_work(student, skill, due_in=2)

    record_practice(school, [practice(student, skill, days=days) for days in (3, 0.5, 1, 2)])

    # 10 and 10 for the first, then the next one, as time goes and not as they come.
    assert [state(work) for work in (sooner, later, undated)] == [
        ("completed", 20, 14),
        ("completed", 20, 14),
        ("assigned", 0, 0),
    ]


def test_work_of_another_system_says_itself_how_far_it_has_come(school, student, skill):
    work = given_work(student, skill, source="log", external_id="7")

    record_practice(school, [practice(student, skill, work=work), practice(student, skill)])

    assert state(work) == ("assigned", 0, 0)


def test_practice_for_an_assignment_the_student_was_not_given_moves_nothing(school, student, skill):
    others = given_work(StudentFactory(school=school), skill)

    record_practice(school, [practice(student, skill, work=others)])

    assert state(others) == ("assigned", 0, 0)
    assert AssignedWork.objects.count() == 1


def test_a_session_without_answers_begins_nothing(school, student, skill):
    work = given_work(student, skill)

    record_practice(school, [practice(student, skill, answered=0, correct=0, work=work)])

    assert state(work) == ("assigned", 0, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_any_number_of_works_is_the_same_number_of_queries(school, skill, rows):
    students = StudentFactory.create_batch(rows, school=school)
    works = [given_work(student, skill) for student in students]
    given = [
        practice(student, skill, work=work) for student, work in zip(students, works, strict=True)
    ]

    with CaptureQueriesContext(connection) as queries:
        record_practice(school, given)

    # Works and their sessions read, works written.
    touching = [q["sql"] for q in queries if "assignedwork" in q["sql"]]
    assert len(touching) == 2, "\n".join(touching)
