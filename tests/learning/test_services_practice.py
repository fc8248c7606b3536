from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alpha.learning.models import Attempt, LearningPath, PracticeSession
from alpha.learning.services.practice import (
    NewAttempt,
    NewSession,
    RecordedPractice,
    record_practice,
)
from alpha.learning.signals import practice_recorded
from tests.factories import SkillFactory, StudentFactory

NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)


@pytest.fixture
def skill(school):
    return SkillFactory(school=school, name="Fractions")


def sitting(student, skill, days=0, correct=7, answered=10, **given):
    return NewSession(
        student_id=student.pk,
        skill_id=skill.pk,
        started_at=NOON + timedelta(days=days),
        time_spent_seconds=300,
        questions_answered=answered,
        questions_correct=correct,
        **given,
    )


def answers(*results, start=NOON, ids=None):
    return [
        NewAttempt(
            is_correct=bool(result),
            answered_at=start + timedelta(seconds=30 * number),
            external_id=str(ids[number]) if ids else "",
        )
        for number, result in enumerate(results)
    ]


def with_answers(student, skill, *results, days=0, ids=None, **given):
    start = NOON + timedelta(days=days)
    return sitting(
        student,
        skill,
        days=days,
        correct=sum(results),
        answered=len(results),
        attempts=answers(*results, start=start, ids=ids),
        **given,
    )


def path_of(student, skill):
    path = LearningPath.objects.get(student=student, skill=skill)
    return {
        "accuracy": path.current_accuracy,
        "answered": path.questions_answered,
        "correct": path.questions_correct,
        "mastered_at": path.mastered_at,
        "last": path.last_practiced_at,
    }


def test_session_is_written_with_its_answers_in_order(school, student, skill):
    session = with_answers(student, skill, 1, 0, 1, ids=[7, 8, 9], source="test", external_id="s1")

    assert record_practice(school, [session]) == RecordedPractice(1, 3, 0, 0)
    row = PracticeSession.objects.get()
    assert (row.questions_answered, row.questions_correct, row.time_spent_seconds) == (3, 2, 300)
    assert list(
        Attempt.objects.values_list("position", "is_correct", "source", "external_id", "student")
    ) == [
        (0, True, "test", "7", student.pk),
        (1, False, "test", "8", student.pk),
        (2, True, "test", "9", student.pk),
    ]


def test_school_day_is_the_date_at_the_school(school, student, skill):
    # 03:30 UTC is half past ten in the evening before in New York.
    late = datetime(2026, 3, 3, 3, 30, tzinfo=UTC)
    session = NewSession(
        student_id=student.pk,
        skill_id=skill.pk,
        started_at=late,
        time_spent_seconds=60,
        questions_answered=1,
        questions_correct=1,
    )

    record_practice(school, [session])

    assert PracticeSession.objects.get().school_day == date(2026, 3, 2)


def test_known_external_ids_are_skipped_and_nothing_is_counted_twice(school, student, skill):
    session = with_answers(student, skill, 1, 0, ids=[1, 2], source="test", external_id="s1")
    record_practice(school, [session])

    again = record_practice(school, [session, session])

    assert again == RecordedPractice(sessions=0, answers=0, skipped=2, skipped_answers=4)
    assert path_of(student, skill)["answered"] == 2


def test_same_external_id_twice_in_one_list_counts_once(school, student, skill):
    session = sitting(student, skill, source="test", external_id="s1")

    assert record_practice(school, [session, session]) == RecordedPractice(1, 10, 1, 10)


def test_same_external_id_of_another_source_or_student_is_another_session(school, student, skill):
    other = StudentFactory(school=school)
    given = [
        sitting(student, skill, source="a", external_id="1"),
        sitting(student, skill, source="b", external_id="1"),
        sitting(other, skill, source="a", external_id="1"),
    ]

    assert record_practice(school, given) == RecordedPractice(3, 30, 0, 0)


def test_sessions_without_external_id_are_never_taken_for_known(school, student, skill):
    record_practice(school, [sitting(student, skill)])

    assert record_practice(school, [sitting(student, skill)]) == RecordedPractice(1, 10, 0, 0)


def test_new_session_with_known_answers_keeps_the_new_ones(school, student, skill):
    record_practice(
        school, [with_answers(student, skill, 1, 1, ids=[1, 2], source="t", external_id="s1")]
    )
    longer = with_answers(
        student, skill, 1, 1, 0, 1, ids=[1, 2, 3, 4], source="t", external_id="s2"
    )

    assert record_practice(school, [longer]) == RecordedPractice(1, 2, 0, 2)
    row = PracticeSession.objects.get(external_id="s2")
    assert (row.questions_answered, row.questions_correct, row.time_spent_seconds) == (2, 1, 150)


def test_current_accuracy_is_of_the_thirty_dates_ending_at_the_last_practice(
    school, student, skill
):
    # The 30 dates ending on day 30 are days 1 to 30: day 0 is out.
    given = [(0, 0), (1, 5), (30, 8)]

    record_practice(school, [sitting(student, skill, days, correct) for days, correct in given])

    assert path_of(student, skill) == {
        "accuracy": 0.65,  # (5 + 8) of 20
        "answered": 30,
        "correct": 13,
        "mastered_at": None,
        "last": NOON + timedelta(days=30),
    }


def test_sessions_arriving_out_of_order_leave_the_same_path(school, skill):
    one, other = StudentFactory.create_batch(2, school=school)
    days = [(0, 4), (3, 9), (5, 10), (40, 10)]
    record_practice(school, [sitting(one, skill, *day) for day in days])

    for day in reversed(days):
        record_practice(school, [sitting(other, skill, *day)])

    assert path_of(other, skill) == path_of(one, skill)
    assert path_of(one, skill)["mastered_at"] == NOON + timedelta(days=3)


def test_mastery_follows_the_last_ten_answers(school, student, skill):
    # Eight of ten is not mastery; one more right pushes the oldest mistake out: nine of ten is.
    record_practice(school, [with_answers(student, skill, 0, 0, *[1] * 8)])
    assert path_of(student, skill)["mastered_at"] is None

    record_practice(school, [with_answers(student, skill, 1, days=2)])

    assert path_of(student, skill)["mastered_at"] == NOON + timedelta(days=2)


def test_mastery_can_be_lost_and_its_moment_goes_with_it(school, student, skill):
    record_practice(school, [with_answers(student, skill, *[1] * 10)])
    assert path_of(student, skill)["mastered_at"] == NOON

    record_practice(school, [with_answers(student, skill, 0, 0, days=1)])

    path = LearningPath.objects.get()
    assert (path.mastery_achieved, path.mastered_at) == (False, None)


def test_mastery_falls_back_to_counts_where_single_answers_are_missing(school, student, skill):
    # The newest session alone has ten answers, nine right: mastered by counts.
    record_practice(school, [with_answers(student, skill, 0, 0), sitting(student, skill, 1, 9)])

    assert path_of(student, skill)["mastered_at"] == NOON + timedelta(days=1)


def test_mastery_dates_from_where_the_unbroken_run_began(school, student, skill):
    # Mastered on day 1, lost on day 2, mastered again on day 3 and still on day 4.
    results = [(1, 10), (2, 0), (3, 10), (4, 10)]

    record_practice(school, [sitting(student, skill, *result) for result in results])

    assert path_of(student, skill)["mastered_at"] == NOON + timedelta(days=3)


def test_session_without_answers_makes_no_path(school, student, skill):
    record_practice(school, [sitting(student, skill, correct=0, answered=0)])

    assert LearningPath.objects.count() == 0


def test_only_the_paths_touched_are_written(school, student, skill):
    untouched = LearningPath.objects.create(
        student=student, skill=SkillFactory(school=school), questions_answered=3
    )

    record_practice(school, [sitting(student, skill)])

    untouched.refresh_from_db()
    assert untouched.questions_answered == 3


def test_student_of_another_school_is_refused_and_nothing_is_written(school, student, skill):
    stranger = StudentFactory()
    given = [sitting(student, skill), sitting(stranger, skill)]

    with pytest.raises(ValueError, match=rf"No students of Maple School: \[{stranger.pk}\]\."):
        record_practice(school, given)

    assert PracticeSession.objects.count() == 0


def test_skill_of_another_school_is_refused(school, student):
    foreign = SkillFactory()

    with pytest.raises(ValueError, match=rf"No skills of Maple School: \[{foreign.pk}\]\."):
        record_practice(school, [sitting(student, foreign)])


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"correct": 11}, r"Correct answers are part of the answered ones\."),
        ({"attempts": [NewAttempt(True, NOON)]}, r"The counts of a session are those"),
    ],
)
def test_session_that_contradicts_itself_is_refused(student, skill, changes, message):
    with pytest.raises(ValueError, match=message):
        sitting(student, skill, **changes)


def test_time_without_a_zone_and_negative_time_are_refused(student, skill):
    given = {"student_id": 1, "skill_id": 1, "questions_answered": 1, "questions_correct": 1}

    with pytest.raises(ValueError, match="its time needs a zone"):
        NewSession(started_at=datetime(2026, 3, 2), time_spent_seconds=1, **given)
    with pytest.raises(ValueError, match="Time spent cannot be negative"):
        NewSession(started_at=NOON, time_spent_seconds=-1, **given)


def test_signal_names_the_students_with_new_practice_after_commit(
    school, student, skill, django_capture_on_commit_callbacks
):
    known = sitting(StudentFactory(school=school), skill, source="t", external_id="1")
    record_practice(school, [known])
    heard = []

    def listen(sender, school, student_ids, **rest):
        heard.append((school, student_ids))

    practice_recorded.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            record_practice(school, [known, sitting(student, skill)])
            assert heard == []
        with django_capture_on_commit_callbacks(execute=True) as nothing_new:
            record_practice(school, [known])
    finally:
        practice_recorded.disconnect(listen)

    assert heard == [(school, (student.pk,))]
    assert nothing_new == []


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow_with_the_sessions(school, skill, rows):
    students = StudentFactory.create_batch(rows, school=school)
    given = [
        with_answers(student, skill, 1, 0, ids=[1, 2], source="t", external_id="s")
        for student in students
    ]

    with CaptureQueriesContext(connection) as queries:
        record_practice(school, given)

    # Savepoints aside: students, skills, known sessions and answers, work they may belong to; then
    # sessions, answers, reading both back, and the paths. Then effort: days and mastered skills read, the ledger read
    # and added to, holidays, streaks, achievements, awards read and added to.
    statements = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(statements) == 10 + 9, "\n".join(statements)
