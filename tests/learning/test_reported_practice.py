import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from alpha.gamification.models import AchievementAward, Streak, XPEvent
from alpha.gamification.services import create_default_achievements
from alpha.learning.models import Attempt, LearningPath, PracticeSession
from alpha.learning.reported import ReportedSession, judge
from alpha.learning.services.reported_practice import (
    BatchRefusedError,
    Outcome,
    Result,
    record_reported,
)
from analytics.models import Alert
from tests.factories import AchievementFactory, PracticeSessionFactory, SkillFactory, StudentFactory

NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)
NOW = NOON + timedelta(days=1)


@pytest.fixture
def skill(school):
    return SkillFactory(school=school, code="fractions")


def reported(student, skill, **given):
    return ReportedSession(
        student_id=student.pk,
        skill_id=None if "skill_codes" in given else skill.pk,
        **{
            "external_id": "s1",
            "started_at": NOON,
            "duration_seconds": 600,
            "questions_answered": 10,
            "questions_correct": 7,
        }
        | given,
    )


def answer(student, skill, number, *, right=True, minutes=0, seconds=40):
    at = NOON + timedelta(minutes=minutes)
    return reported(
        student,
        skill,
        external_id=f"a{number}",
        started_at=at - timedelta(seconds=seconds or 0),
        answered_at=at,
        duration_seconds=seconds,
        questions_answered=1,
        questions_correct=int(right),
    )


def record(school, *sessions, **given):
    return record_reported(school, sessions, source="mathland", now=NOW, **given)


def outcomes(results):
    return [result.outcome.value for result in results]


def words(result):
    return {refusal.field: refusal.message for refusal in result.refusals}


def test_reported_session_is_recorded_with_its_path_effort_and_day_at_the_school(
    school, student, skill
):
    # 03:30 UTC is half past ten in the evening before in New York.
    late = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)

    (result,) = record(school, reported(student, skill, started_at=late))

    row = PracticeSession.objects.get()
    assert result == Result(Outcome.CREATED, row.pk)
    assert (row.source, row.external_id, row.school_day) == ("mathland", "s1", date(2026, 3, 1))
    assert (row.questions_answered, row.questions_correct, row.time_spent_seconds) == (10, 7, 600)
    path = LearningPath.objects.get(student=student, skill=skill)
    assert (path.questions_answered, path.current_accuracy) == (10, 0.7)
    # One point for each answer and one more for each right one.
    assert XPEvent.objects.get(user=student.user).points == 17
    assert Streak.objects.get(user=student.user).current_days == 1


def test_achievements_follow_as_from_any_practice(school, student, skill):
    hundred = AchievementFactory(metric="questions_answered", need=100)

    record(school, reported(student, skill, questions_answered=100, questions_correct=90))

    assert AchievementAward.objects.filter(user=student.user, achievement=hundred).exists()


@pytest.mark.usefixtures("classroom")
def test_alerts_follow_after_the_commit(school, student, skill, django_capture_on_commit_callbacks):
    now = datetime.now(UTC)
    poor = [
        reported(
            student,
            skill,
            external_id=f"s{day}",
            started_at=now - timedelta(days=day),
            questions_correct=2,
        )
        for day in range(1, 6)
    ]

    with django_capture_on_commit_callbacks(execute=True):
        record_reported(school, poor, source="mathland")

    assert Alert.objects.filter(student=student).exists()


def test_pauses_are_capped_at_five_minutes_for_each_question(school, student, skill):
    record(school, reported(student, skill, duration_seconds=40_000))

    assert PracticeSession.objects.get().time_spent_seconds == 3000


def test_unmeasured_time_counts_half_a_minute_for_each_question(school, student, skill):
    record(school, reported(student, skill, duration_seconds=None))

    assert PracticeSession.objects.get().time_spent_seconds == 300


def test_same_batch_twice_adds_nothing(school, student, skill):
    batch = [
        reported(student, skill),
        reported(student, skill, external_id="s2", started_at=NOON + timedelta(hours=1)),
        answer(student, skill, 1),
    ]
    first = record(school, *batch)
    before = (PracticeSession.objects.count(), XPEvent.objects.count())

    again = record(school, *batch)

    assert outcomes(first) == ["created"] * 3
    assert outcomes(again) == ["already_there"] * 3
    assert [one.session_id for one in again] == [one.session_id for one in first]
    assert (PracticeSession.objects.count(), XPEvent.objects.count()) == before == (3, 3)


def test_repeat_within_a_batch_counts_once(school, student, skill):
    one = reported(student, skill)

    first, second = record(school, one, one)

    assert (first.outcome, second.outcome) == (Outcome.CREATED, Outcome.ALREADY_THERE)
    assert first.session_id == second.session_id == PracticeSession.objects.get().pk


@pytest.mark.parametrize(
    "changes",
    [
        {"questions_correct": 8},
        {"questions_answered": 11},
        {"started_at": NOON - timedelta(hours=1)},
    ],
)
def test_known_id_with_other_numbers_is_refused_and_what_was_recorded_stays(
    school, student, skill, changes
):
    record(school, reported(student, skill))

    (result,) = record(school, replace(reported(student, skill), **changes))

    assert words(result) == {
        "external_id": "This id was recorded before with other numbers. What was recorded stays."
    }
    assert result.refusals[0].is_conflict
    assert PracticeSession.objects.get().questions_correct == 7


def test_known_id_on_another_skill_is_a_conflict_too(school, student, skill):
    record(school, reported(student, skill))

    (result,) = record(school, reported(student, SkillFactory(school=school)))

    assert result.outcome == Outcome.REFUSED


def test_same_id_of_another_student_or_source_is_another_session(school, student, skill):
    other = StudentFactory(school=school)

    record(school, reported(student, skill), reported(other, skill))
    record_reported(school, [reported(student, skill)], source="wordland", now=NOW)

    assert PracticeSession.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_batches_at_once_make_one_session_of_each(school, student, skill):
    batch = [reported(student, skill, external_id=f"s{number}") for number in range(5)]
    gate, results = threading.Barrier(2), []

    def push():
        gate.wait()
        try:
            results.append(record(school, *batch))
        finally:
            connection.close()

    threads = [threading.Thread(target=push) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(outcomes, results)) == [["already_there"] * 5, ["created"] * 5]
    assert PracticeSession.objects.count() == 5
    assert LearningPath.objects.get().questions_answered == 50


def test_database_refuses_what_two_batches_at_once_would_both_write(school, student, skill):
    record(school, reported(student, skill))

    with pytest.raises(IntegrityError):
        PracticeSessionFactory(student=student, skill=skill, source="mathland", external_id="s1")


def test_students_are_locked_before_anything_is_looked_up(school, student, skill):
    # The second of two batches at once waits here, and then finds what the first one wrote.
    with CaptureQueriesContext(connection) as queries:
        record(school, reported(student, skill))

    first = next(q["sql"] for q in queries if "SAVEPOINT" not in q["sql"])
    assert 'FROM "students"' in first
    if connection.features.has_select_for_update:
        assert first.endswith("FOR UPDATE")


@pytest.mark.parametrize(
    "changes, refused",
    [
        ({"external_id": " "}, {"external_id": "Give the session the id it has on your side."}),
        ({"external_id": "x" * 201}, {"external_id": "An id has at most 200 characters."}),
        ({"external_id": "a\x00"}, {"external_id": "The id has a character that is not text."}),
        (
            {"external_id": "a\ud800"},
            {"external_id": "The id has a character that is not text."},
        ),
        (
            {"started_at": NOW + timedelta(minutes=2)},
            {"started_at": "This lies in the future: it cannot have happened yet."},
        ),
        (
            {"started_at": datetime.min.replace(tzinfo=UTC)},
            {"started_at": "The year 1 cannot be right."},
        ),
        (
            {"duration_seconds": -1},
            {"duration_seconds": "A duration is 0 to 1,000,000 seconds."},
        ),
        (
            {"duration_seconds": 1_000_001},
            {"duration_seconds": "A duration is 0 to 1,000,000 seconds."},
        ),
        (
            {"questions_correct": 11},
            {"questions_correct": "11 right are more than the 10 answered."},
        ),
        (
            {"questions_correct": -1},
            {"questions_correct": "Fewer than no questions cannot be right."},
        ),
        (
            {"questions_answered": 0, "questions_correct": 0},
            {"questions_answered": "A session has 1 to 10,000 answered questions."},
        ),
        (
            {"questions_answered": 10_001},
            {"questions_answered": "A session has 1 to 10,000 answered questions."},
        ),
        (
            {"skill_id": None},
            {"skill_id": "Name the skill by its id or by its code: one of the two."},
        ),
        (
            {"skill_codes": ("fractions",)},
            {"skill_id": "Name the skill by its id or by its code: one of the two."},
        ),
        ({"skill_id": 2**70}, {"skill_id": "No skill of the school has this id."}),
        (
            {"skill_id": None, "skill_codes": ("geometry", "a\x00")},
            {"skill_code": "No skill of the school has the code “geometry” or “a\x00”."},
        ),
    ],
)
def test_refused_session_says_why_and_does_not_stop_the_others(
    school, student, skill, changes, refused
):
    good = reported(student, skill, external_id="good")

    results = record(school, replace(reported(student, skill), **changes), good)

    assert outcomes(results) == ["refused", "created"]
    assert words(results[0]) == refused
    assert results[0].session_id is None
    assert PracticeSession.objects.get().external_id == "good"


def test_everything_wrong_with_a_session_is_said_at_once(student, skill):
    bad = reported(student, skill, duration_seconds=-1, questions_correct=11)

    assert [refusal.field for refusal in judge(bad, NOW)] == [
        "duration_seconds",
        "questions_correct",
    ]


def test_clocks_may_differ_by_a_minute(student, skill):
    assert judge(reported(student, skill, started_at=NOW + timedelta(seconds=59)), NOW) == []


def test_skill_of_another_school_is_refused_in_the_words_for_an_unknown_one(school, student, skill):
    foreign = SkillFactory(code="foreign")

    by_id, by_code = record(
        school,
        reported(student, foreign),
        reported(student, None, external_id="s2", skill_codes=("foreign",)),
    )

    assert words(by_id) == {"skill_id": "No skill of the school has this id."}
    assert words(by_code) == {"skill_code": "No skill of the school has the code “foreign”."}


def test_skill_is_found_by_the_first_code_the_school_has(school, student, skill):
    record(school, reported(student, None, skill_codes=("5b", "fractions")))

    assert PracticeSession.objects.get().skill == skill


def test_skill_is_found_among_more_codes_than_a_query_takes(school, student, skill):
    many = tuple(f"activity-{number}" for number in range(50_000))

    found, lost = record(
        school,
        reported(student, None, skill_codes=(*many, "fractions")),
        reported(student, None, external_id="s2", skill_codes=many),
    )

    assert found.outcome == Outcome.CREATED
    assert words(lost) == {
        "skill_code": "No skill of the school has the code “activity-0” or “activity-1” or “activity-2”."
    }


def test_batch_to_be_taken_whole_writes_nothing_where_a_part_is_refused(school, student, skill):
    bad = reported(student, skill, external_id="s2", questions_correct=11)

    with pytest.raises(BatchRefusedError) as caught:
        record(school, reported(student, skill), bad, whole=True)

    assert list(caught.value.refusals) == [1]
    assert not PracticeSession.objects.exists()


def test_single_answers_are_gathered_into_sittings(school, student, skill):
    # Out of order; 40 minutes lie between the second and the third. Unmeasured: the time since the answer before.
    given = [
        answer(student, skill, 3, minutes=41),
        answer(student, skill, 1),
        answer(student, skill, 2, right=False, minutes=1, seconds=None),
    ]

    results = record(school, *given)

    later, earlier = PracticeSession.objects.order_by("-started_at")
    assert [one.session_id for one in results] == [later.pk, earlier.pk, earlier.pk]
    assert (earlier.questions_answered, earlier.questions_correct) == (2, 1)
    assert earlier.started_at == NOON - timedelta(seconds=40)
    assert earlier.time_spent_seconds == 40 + 60
    assert list(
        Attempt.objects.filter(session=earlier).values_list(
            "position", "external_id", "is_correct", "seconds_taken", "answered_at"
        )
    ) == [(0, "a1", True, 40, NOON), (1, "a2", False, None, NOON + timedelta(minutes=1))]


def test_answers_that_come_one_at_a_time_are_one_sitting_until_a_pause(school, student, skill):
    record(school, answer(student, skill, 1))
    record(school, answer(student, skill, 2, right=False, minutes=2, seconds=None))
    (third,) = record(school, answer(student, skill, 3, minutes=31))
    (late,) = record(school, answer(student, skill, 4, minutes=62))

    first, second = PracticeSession.objects.order_by("started_at")
    assert (third.session_id, late.session_id) == (first.pk, second.pk)
    assert (first.questions_answered, first.questions_correct) == (3, 2)
    # 40 measured, two minutes since the answer before, 40 measured.
    assert first.time_spent_seconds == 40 + 120 + 40
    assert list(first.attempts.values_list("position", "external_id")) == [
        (0, "a1"),
        (1, "a2"),
        (2, "a3"),
    ]
    path = LearningPath.objects.get()
    assert (path.questions_answered, path.questions_correct) == (4, 3)
    # Four answers, three of them right.
    assert sum(XPEvent.objects.values_list("points", flat=True)) == 7


def test_sitting_goes_on_only_with_its_own_skill_and_forward_in_time(school, student, skill):
    other = SkillFactory(school=school)
    record(school, answer(student, skill, 1))

    record(school, answer(student, other, 2, minutes=1), answer(student, skill, 3, minutes=-1))

    assert PracticeSession.objects.count() == 3


def test_alerts_are_told_of_a_sitting_that_goes_on(
    school, student, skill, django_capture_on_commit_callbacks
):
    record(school, answer(student, skill, 1))

    with django_capture_on_commit_callbacks() as told:
        record(school, answer(student, skill, 2, minutes=1))

    assert len(told) == 1


def test_answer_known_already_is_not_counted_again_beside_a_new_one(school, student, skill):
    record(school, answer(student, skill, 1))

    results = record(school, answer(student, skill, 1), answer(student, skill, 2, minutes=1))

    assert outcomes(results) == ["already_there", "created"]
    assert LearningPath.objects.get().questions_answered == 2


def test_same_answer_with_another_result_is_a_conflict(school, student, skill):
    record(school, answer(student, skill, 1))

    (result,) = record(school, answer(student, skill, 1, right=False))

    assert result.refusals[0].is_conflict


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("duration", [120, None])
def test_quiz_whose_answers_came_one_by_one_is_not_counted_again(
    school, student, skill, together, duration
):
    quiz = reported(
        student,
        skill,
        external_id="quiz",
        duration_seconds=duration,
        questions_answered=1,
        questions_correct=1,
        ended_at=NOON + timedelta(seconds=30),
    )
    single = answer(student, skill, 1)
    if together:
        results = record(school, quiz, single)
    else:
        results = [*record(school, single)[::-1], *record(school, quiz)][::-1]

    assert outcomes(results) == ["already_there", "created"]
    assert results[0].session_id == results[1].session_id == PracticeSession.objects.get().pk


def test_quiz_with_no_answers_of_its_own_counts(school, student, skill):
    quiz = reported(student, skill, external_id="quiz", ended_at=NOON + timedelta(minutes=10))
    before = answer(student, skill, 1, minutes=-30)

    assert outcomes(record(school, quiz, before)) == ["created", "created"]


def test_time_without_a_zone_is_a_mistake_of_the_caller(student, skill):
    with pytest.raises(ValueError, match="its time needs a zone"):
        reported(student, skill, started_at=datetime(2026, 3, 2))


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow_with_the_sessions(school, skill, rows):
    students = StudentFactory.create_batch(rows, school=school)
    batch = [
        each
        for student in students
        for each in (
            reported(student, skill),
            reported(student, None, external_id="s2", skill_codes=("fractions",)),
            answer(student, skill, 1),
            reported(student, skill, external_id="s3", ended_at=NOON + timedelta(minutes=10)),
        )
    ]
    create_default_achievements()

    with CaptureQueriesContext(connection) as queries:
        record(school, *batch)

    # Locks, skills by id and by code, sessions and answers known, answers of quizzes, sittings that may go on, and both
    # again at the end with their ids: the rest is what recording practice takes (its own test).
    statements = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(statements) == 9 + 19, "\n".join(statements)


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow_with_the_answers_that_go_on(school, skill, rows):
    students = StudentFactory.create_batch(rows, school=school)
    create_default_achievements()
    record(school, *[answer(student, skill, 1) for student in students])

    with CaptureQueriesContext(connection) as queries:
        record(school, *[answer(student, skill, 2, minutes=1) for student in students])

    # As above, less the answers of quizzes and the codes; then rows changed and added, and what follows from practice.
    statements = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(statements) == 7 + 2 + 11, "\n".join(statements)
