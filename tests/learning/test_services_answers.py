import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection, transaction

from alpha.gamification.models import Streak, XPEvent
from alpha.learning.models import AssignedWork, Attempt, LearningPath, PracticeSession
from alpha.learning.services.answers import record_answer
from alpha.learning.services.effort import record_past_effort
from alpha.learning.signals import practice_recorded
from tests.factories import AssignedWorkFactory, ItemFactory, SkillFactory

MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def an_hour_later():
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def skills(school):
    return [SkillFactory(school=school, name=name) for name in ("Division", "Fractions")]


@pytest.fixture
def items(skills):
    return [ItemFactory(skill=skill, prompt="1 + 1?", answer="2") for skill in skills]


@pytest.fixture
def work(student, skills):
    work = AssignedWorkFactory(
        student=student, assignment__question_count=3, assignment__released_at=MONDAY
    )
    work.assignment.skills.set(skills)
    return work


def answer(work, item, number, given="2", *, minute=0, seconds=20):
    at = MONDAY + timedelta(minutes=minute)
    return record_answer(
        work,
        item=item,
        number=number,
        given=given,
        shown_at=at - timedelta(seconds=seconds),
        at=at,
    )


def sessions():
    return list(
        PracticeSession.objects.order_by("pk").values_list(
            "skill__name", "questions_answered", "questions_correct", "time_spent_seconds"
        )
    )


def test_an_answer_is_practice_of_its_skill_and_assignment(work, items, student):
    given = answer(work, items[0], 1, "3")

    session = PracticeSession.objects.get()
    assert (session.student, session.assignment, session.source) == (
        student,
        work.assignment,
        "alpha",
    )
    assert session.started_at == MONDAY - timedelta(seconds=20)
    assert session.school_day == MONDAY.date()
    assert sessions() == [("Division", 1, 0, 20)]
    assert Attempt.objects.get() == given
    assert (given.item, given.given, given.is_correct) == (items[0], "3", False)
    assert (given.seconds_taken, given.answered_at, given.position) == (20, MONDAY, 0)


def test_learning_path_xp_and_work_follow_with_each_answer(work, items, student):
    answer(work, items[0], 1, "3")
    answer(work, items[0], 2, "2", minute=1)

    path = LearningPath.objects.get()
    assert (path.questions_answered, path.questions_correct, path.current_accuracy) == (2, 1, 0.5)
    # 1 for the first answer, 2 for the second one, which was right.
    assert list(XPEvent.objects.order_by("pk").values_list("points", flat=True)) == [1, 2]
    work.refresh_from_db()
    assert (work.status, work.questions_answered, work.questions_correct) == ("in_progress", 2, 1)
    assert work.started_at == MONDAY - timedelta(seconds=20)


def test_effort_counted_again_for_the_past_finds_nothing_new(work, items, school):
    for number in (1, 2, 3):
        answer(work, items[number % 2], number, minute=number)
    before = list(XPEvent.objects.values())

    record_past_effort(school)

    assert list(XPEvent.objects.values()) == before


def test_the_last_answer_completes_the_work_at_its_moment(work, items):
    for number in (1, 2, 3):
        answer(work, items[number % 2], number, minute=number)

    work.refresh_from_db()
    assert (work.status, work.completed_at) == ("completed", MONDAY + timedelta(minutes=3))
    assert (work.questions_answered, work.questions_correct) == (3, 3)


def test_answers_of_one_sitting_are_one_session_for_each_skill(work, items):
    answer(work, items[0], 1)
    answer(work, items[1], 2, "no", minute=1)
    answer(work, items[0], 3, minute=2)

    assert sessions() == [("Division", 2, 2, 40), ("Fractions", 1, 0, 20)]
    assert list(Attempt.objects.order_by("pk").values_list("position", flat=True)) == [0, 0, 1]


@pytest.mark.parametrize("pause, expected", [(30, 1), (31, 2)])
def test_a_pause_of_more_than_half_an_hour_ends_a_sitting(work, items, pause, expected):
    answer(work, items[0], 1)
    answer(work, items[0], 2, minute=pause)

    assert len(sessions()) == expected


@pytest.mark.parametrize("seconds, counted", [(4_000, 300), (-50, 0)])
def test_time_taken_is_capped_and_never_negative(work, items, seconds, counted):
    assert answer(work, items[0], 1, seconds=seconds).seconds_taken == counted
    assert sessions() == [("Division", 1, 1, counted)]


def test_a_question_keeps_its_first_answer(work, items):
    first = answer(work, items[0], 1, "3")

    assert answer(work, items[0], 1, "2", minute=1) == first
    assert answer(work, items[1], 1, "2", minute=1) == first
    assert sessions() == [("Division", 1, 0, 20)]


def test_a_question_whose_turn_it_is_not_is_not_answered(work, items):
    assert answer(work, items[0], 2) is None
    assert Attempt.objects.count() == 0


def test_finished_work_takes_no_more_answers(work, items):
    AssignedWork.objects.update(status="completed", completed_at=MONDAY, questions_answered=2)

    assert answer(work, items[0], 3) is None
    assert Attempt.objects.count() == 0


def test_the_database_itself_refuses_a_second_answer(work, items):
    given = answer(work, items[0], 1)
    given.pk, given.position = None, 1

    with pytest.raises(IntegrityError), transaction.atomic():
        given.save()


def interrupted_at(number):
    """An execute wrapper that fails instead of running the statement of that number, counted from 1."""
    count = 0

    def wrapper(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if count == number:
            raise OperationalError(sql)
        return execute(sql, params, many, context)

    return wrapper


def everything():
    work = AssignedWork.objects.get()
    counts = [model.objects.count() for model in (Attempt, XPEvent, LearningPath, Streak)]
    return sessions(), work.status, work.questions_answered, counts


def test_an_interruption_at_any_statement_leaves_nothing(work, items):
    answer(work, items[0], 1)
    before = everything()
    statement = 1
    while True:
        try:
            with connection.execute_wrapper(interrupted_at(statement)):
                answer(work, items[1], 2, minute=1)
        except OperationalError:
            assert everything() == before
            statement += 1
        else:
            break

    assert statement > 15
    assert everything()[2] == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_at_the_same_moment_one_answer_counts(work, items):
    """On the real locks of the database."""
    given = []

    def send(text, number, gate):
        gate.wait()
        try:
            given.append((number, answer(work, items[0], number, text).given))
        finally:
            connection.close()

    for number in (1, 2, 3):
        gate = threading.Barrier(2)
        tabs = [
            threading.Thread(target=send, args=(text, number, gate)) for text in ("left", "right")
        ]
        for tab in tabs:
            tab.start()
        for tab in tabs:
            tab.join()

    first = list(Attempt.objects.order_by("position").values_list("given", flat=True))
    assert len(first) == 3
    assert given == [(number, first[number - 1]) for number in (1, 2, 3) for _ in range(2)]
    assert sessions() == [("Division", 3, 0, 60)]


def test_who_listens_hears_of_each_answer_after_commit(
    work, items, school, student, django_capture_on_commit_callbacks
):
    heard = []

    def listen(sender, school, student_ids, **rest):
        heard.append((school, student_ids))

    practice_recorded.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            answer(work, items[0], 1)
            assert heard == []
    finally:
        practice_recorded.disconnect(listen)

    assert heard == [(school, (student.pk,))]
