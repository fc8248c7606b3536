"""Practice in, over HTTP: sessions and statements that a practice platform sends."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alpha.gamification.models import Streak, XPEvent
from alpha.gamification.services import create_default_achievements
from alpha.learning.models import Attempt, LearningPath, PracticeSession
from analytics.models import Alert
from tests.api_client import SIGN_INS, ApiClient, same_for_unknown, token_of
from tests.factories import EnrollmentFactory, SkillFactory, StudentFactory

pytestmark = pytest.mark.django_db

SESSIONS = "practice/sessions"
STATEMENTS = "xapi/statements"
SPEAKING = {"X-Experience-API-Version": "1.0.3"}
UNKNOWN = 987_654_321
PLATFORM = "https://mathland.example/"


@pytest.fixture
def skill(school):
    return SkillFactory(school=school, code="4.NF.A.1")


@pytest.fixture
def known(student):
    student.source, student.external_id = PLATFORM, "st_8f2c"
    student.save()
    return student


@pytest.fixture
def stranger():
    return EnrollmentFactory(
        student__external_id="st_far", student__source=PLATFORM, student__school__code="birch"
    ).student


def ago(**time):
    return (datetime.now(UTC) - timedelta(**time)).isoformat()


def sitting(student, skill, **given):
    return {
        "external_id": "run-1",
        "student_id": student.pk,
        "skill_id": skill.pk,
        "started_at": ago(hours=2),
        "duration_seconds": 540,
        "questions_answered": 12,
        "questions_correct": 9,
    } | given


def batch(*sessions):
    return {"source": "mathland", "sessions": list(sessions)}


def answered(number=1, name="st_8f2c", *, right=True, **given):
    return {
        "id": f"6f1e2a80-5c0e-4d11-9a53-{number:012d}",
        "actor": {"account": {"homePage": PLATFORM, "name": name}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
        "object": {"id": f"{PLATFORM}items/{number}"},
        "result": {"success": right, "duration": "PT40S"},
        "context": {"contextActivities": {"category": [{"id": f"{PLATFORM}skills/4.NF.A.1"}]}},
        "timestamp": ago(hours=2, minutes=-number),
    } | given


def speak(client, statements, **headers):
    return client.post(STATEMENTS, statements, **SPEAKING | headers)


@pytest.mark.parametrize("sign_in", SIGN_INS)
def test_sessions_are_recorded_with_all_that_follows(sign_in, teacher, student, skill):
    given = sitting(student, skill)
    by_code = sitting(student, skill, external_id="run-2", skill_code=skill.code, skill_id=None)

    answer = SIGN_INS[sign_in](teacher).post(SESSIONS, batch(given, by_code))

    assert answer.status_code == 200
    first, second = PracticeSession.objects.order_by("external_id")
    assert answer.json() == {
        "created": 2,
        "already_there": 0,
        "refused": 0,
        "results": [
            {
                "external_id": row.external_id,
                "student_id": student.pk,
                "status": "created",
                "session_id": row.pk,
                "errors": {},
            }
            for row in (first, second)
        ],
    }
    assert (first.source, first.time_spent_seconds, first.skill) == ("mathland", 540, skill)
    assert LearningPath.objects.get().questions_answered == 24
    assert XPEvent.objects.count() == 2
    assert Streak.objects.get(user=student.user).current_days == 1


def test_alerts_follow_what_was_reported(
    teacher, student, skill, django_capture_on_commit_callbacks
):
    given = [
        sitting(student, skill, external_id=str(day), started_at=ago(days=day), questions_correct=2)
        for day in range(1, 6)
    ]

    with django_capture_on_commit_callbacks(execute=True):
        ApiClient(teacher).post(SESSIONS, batch(*given))

    assert Alert.objects.filter(student=student).exists()


def test_same_batch_twice_adds_nothing(teacher, student, skill):
    client, given = ApiClient(teacher), batch(sitting(student, skill))

    first, second = client.post(SESSIONS, given).json(), client.post(SESSIONS, given).json()

    assert (first["created"], second["created"], second["already_there"]) == (1, 0, 1)
    assert second["results"][0]["session_id"] == first["results"][0]["session_id"]
    assert PracticeSession.objects.count() == XPEvent.objects.count() == 1


def test_same_key_gives_the_first_answer_again_and_takes_no_other_body(teacher, student, skill):
    client, given = ApiClient(teacher), batch(sitting(student, skill))

    first = client.post(SESSIONS, given, key="nightly-17")
    again = client.post(SESSIONS, given, key="nightly-17")
    other = client.post(
        SESSIONS, batch(sitting(student, skill, external_id="run-2")), key="nightly-17"
    )

    assert (again.status_code, again.content) == (200, first.content)
    assert (other.status_code, list(other.json()["errors"])) == (422, ["Idempotency-Key"])
    assert PracticeSession.objects.count() == 1


def test_refused_sessions_say_why_and_do_not_stop_the_others(teacher, student, skill):
    foreign = SkillFactory()
    given = [
        sitting(student, skill, external_id="good"),
        sitting(student, skill, external_id="future", started_at=ago(hours=-1)),
        sitting(student, skill, external_id="counts", questions_correct=13),
        sitting(student, foreign, external_id="foreign"),
        sitting(student, skill, external_id="neither", skill_id=None),
        sitting(student, skill, external_id="both", skill_code=skill.code),
        sitting(student, skill, external_id="code", skill_id=None, skill_code="5.NF"),
        sitting(student, skill, external_id="old", started_at="1950-03-02T10:00:00Z"),
        sitting(student, skill, external_id="good", questions_correct=1),
    ]

    answer = ApiClient(teacher).post(SESSIONS, batch(*given)).json()

    assert (answer["created"], answer["already_there"], answer["refused"]) == (1, 0, 8)
    one_of_two = "Name the skill by its id or by its code: one of the two."
    assert [result["errors"] for result in answer["results"]] == [
        {},
        {"started_at": ["This lies in the future: it cannot have happened yet."]},
        {"questions_correct": ["13 right are more than the 12 answered."]},
        {"skill_id": ["No skill of the school has this id."]},
        {"skill_id": [one_of_two]},
        {"skill_id": [one_of_two]},
        {"skill_code": ["No skill of the school has the code “5.NF”."]},
        {"started_at": ["The year 1950 cannot be right."]},
        {
            "external_id": [
                "This id was recorded before with other numbers. What was recorded stays."
            ]
        },
    ]
    assert {result["session_id"] for result in answer["results"][1:]} == {None}


@pytest.mark.parametrize(
    "changes, field, message",
    [
        ({"external_id": ""}, "external_id", "String should have at least 1 character"),
        ({"external_id": "x" * 201}, "external_id", "String should have at most 200 characters"),
        ({"external_id": "a\x00"}, "external_id", r"String should match pattern '^[^\x00]+$'"),
        ({"external_id": 17}, "external_id", "Input should be a valid string"),
        ({"student_id": "17"}, "student_id", "Input should be a valid integer"),
        ({"student_id": True}, "student_id", "Input should be a valid integer"),
        ({"skill_id": 0}, "skill_id", "Input should be greater than or equal to 1"),
        ({"skill_code": "x" * 101}, "skill_code", "String should have at most 100 characters"),
        (
            {"started_at": "2026-03-02T10:00:00"},
            "started_at",
            "Write date, time and offset: 2026-03-06T10:00:00-05:00.",
        ),
        ({"started_at": "2026-02-30T10:00:00Z"}, "started_at", "There is no such date and time."),
        (
            {"duration_seconds": -1},
            "duration_seconds",
            "Input should be greater than or equal to 0",
        ),
        ({"duration_seconds": 9.5}, "duration_seconds", "Input should be a valid integer"),
        (
            {"duration_seconds": 10**40},
            "duration_seconds",
            "Input should be less than or equal to 1000000",
        ),
        (
            {"questions_answered": 0},
            "questions_answered",
            "Input should be greater than or equal to 1",
        ),
        (
            {"questions_correct": 10_001},
            "questions_correct",
            "Input should be less than or equal to 10000",
        ),
        ({"score": 5}, "score", "Extra inputs are not permitted"),
    ],
)
def test_session_of_another_shape_refuses_the_batch_by_field(
    teacher, student, skill, changes, field, message
):
    given = batch(sitting(student, skill), sitting(student, skill) | changes)

    answer = ApiClient(teacher).post(SESSIONS, given)

    assert answer.status_code == 422
    assert answer.json()["errors"] == {f"sessions.1.{field}": [message]}
    assert not PracticeSession.objects.exists()


@pytest.mark.parametrize(
    "changes, field, message",
    [
        ({"source": ""}, "source", "String should match pattern"),
        ({"source": "a b"}, "source", "String should match pattern"),
        ({"source": "alpha"}, "source", "This name is taken: choose another one for the platform."),
        ({"source": "xapi"}, "source", "This name is taken: choose another one for the platform."),
        ({"sessions": []}, "sessions", "List should have at least 1 item"),
        ({"sessions": {}}, "sessions", "Input should be a valid list"),
        ({"sessions": ["run-1"]}, "sessions.0", "Input should be a valid dictionary"),
        ({"teacher_id": 17}, "teacher_id", "Extra inputs are not permitted"),
    ],
)
def test_batch_of_another_shape_is_refused(teacher, student, skill, changes, field, message):
    answer = ApiClient(teacher).post(SESSIONS, batch(sitting(student, skill)) | changes)

    errors = answer.json()["errors"]
    assert (answer.status_code, list(errors)) == (422, [field])
    assert errors[field][0].startswith(message)


def test_batch_has_at_most_a_thousand_sessions(teacher, student, skill):
    answer = ApiClient(teacher).post(SESSIONS, batch(*[sitting(student, skill)] * 1001))

    assert answer.json()["errors"]["sessions"][0].startswith("List should have at most 1000 items")


def test_one_foreign_student_is_answered_like_an_unknown_one_whatever_else_is_wrong(
    teacher, student, skill, stranger
):
    client = ApiClient(teacher)
    answers = [
        client.post(SESSIONS, batch(sitting(student, skill), {"student_id": key, "nonsense": 1}))
        for key in (stranger.pk, UNKNOWN, 2**70, -1)
    ]

    assert answers[0].status_code == 404
    assert [same_for_unknown(answer) for answer in answers] == [same_for_unknown(answers[0])] * 4
    assert not PracticeSession.objects.exists()


def test_office_reports_for_the_school_and_no_further(people, student, skill, stranger):
    client = ApiClient(people.AD)

    assert client.post(SESSIONS, batch(sitting(student, skill))).status_code == 200
    assert client.post(SESSIONS, batch(sitting(stranger, skill))).status_code == 404


def test_reading_alone_is_not_enough(teacher, student, skill):
    client = ApiClient(token=token_of(teacher, may_act=False))

    for path, body in ((SESSIONS, batch(sitting(student, skill))), (STATEMENTS, [])):
        answer = client.post(path, body, **SPEAKING)
        assert answer.status_code == 403
        assert "act" in answer.json()["detail"]


@pytest.mark.parametrize("path", [SESSIONS, STATEMENTS])
@pytest.mark.parametrize("user", ["AD", "ST", "GU"])
def test_body_that_cannot_be_read_is_refused_for_staff_and_nothing_for_others(people, path, user):
    answer = ApiClient(getattr(people, user), session=True).post(path, b"[{", **SPEAKING)

    assert answer.status_code == (422 if user == "AD" else 404)


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow_with_the_sessions(teacher, skill, classroom, rows):
    students = [
        EnrollmentFactory(
            classroom=classroom, student=StudentFactory(school=classroom.school)
        ).student
        for _ in range(rows)
    ]
    client = ApiClient(teacher)
    create_default_achievements()

    with CaptureQueriesContext(connection) as queries:
        client.post(SESSIONS, batch(*[sitting(student, skill) for student in students]))

    # The token and the count of requests: 4. The scope: 2. Locked, skills, known, and known at the end: 4. The rest is
    # what recording practice takes.
    statements = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(statements) == 10 + 17, "\n".join(statements)


def test_statements_are_recorded_and_answered_with_their_ids(teacher, known, skill):
    given = [answered(1), answered(2, right=False)]

    answer = speak(ApiClient(teacher), given)

    assert (answer.status_code, answer.json()) == (200, [one["id"] for one in given])
    assert answer["X-Experience-API-Version"] == "1.0.3"
    row = PracticeSession.objects.get()
    assert (row.student, row.skill, row.source) == (known, skill, "xapi")
    assert (row.questions_answered, row.questions_correct, row.time_spent_seconds) == (2, 1, 80)
    assert list(Attempt.objects.values_list("external_id", flat=True)) == answer.json()
    assert LearningPath.objects.get().current_accuracy == 0.5


def test_one_statement_is_taken_as_well_as_a_list(teacher, known, skill):
    quiz = answered(
        verb={"id": "http://adlnet.gov/expapi/verbs/completed"},
        result={"completion": True, "score": {"raw": 7, "max": 10}, "duration": "PT10M"},
    )

    answer = speak(ApiClient(teacher), quiz)

    assert answer.json() == [quiz["id"]]
    row = PracticeSession.objects.get()
    assert (row.external_id, row.questions_answered, row.questions_correct) == (quiz["id"], 10, 7)
    assert row.time_spent_seconds == 600


def test_statements_sent_again_add_nothing_and_changed_ones_are_a_conflict(teacher, known, skill):
    client, given = ApiClient(teacher), [answered(1), answered(2)]
    first = speak(client, given)
    changed = deepcopy(given)
    changed[1]["result"]["success"] = False

    again, conflict = speak(client, given), speak(client, [*changed, answered(3)])

    assert (again.status_code, again.json()) == (200, first.json())
    assert conflict.status_code == 409
    assert conflict.json()["detail"] == (
        f"Recorded before with other content, which stays: {given[1]['id']}."
    )
    assert LearningPath.objects.get().questions_correct == 2


def test_statements_are_taken_all_or_none(teacher, known, skill):
    elsewhere = {"contextActivities": {"category": [{"id": f"{PLATFORM}skills/5.NF"}]}}
    given = [
        answered(1),
        answered(2, timestamp=ago(hours=-1)),
        answered(3, context=elsewhere),
    ]

    answer = speak(ApiClient(teacher), given)

    assert answer.status_code == 422
    assert answer.json()["errors"] == {
        "1.timestamp": ["This lies in the future: it cannot have happened yet."],
        "2.object.id": ["No skill of the school has the code “5.NF” or “3”."],
    }
    assert not PracticeSession.objects.exists()


def test_statement_that_is_none_is_refused_by_path(teacher, known, skill):
    given = [
        answered(1, verb={"id": "http://adlnet.gov/expapi/verbs/attempted"}),
        answered(2, result={}),
    ]

    shape = speak(ApiClient(teacher), given)
    sense = speak(ApiClient(teacher), given[1])

    assert list(shape.json()["errors"]) == ["0.verb.id"]
    assert sense.json()["errors"] == {
        "0.result.success": ["Say whether the answer was right: true or false."]
    }


@pytest.mark.parametrize("version", [None, "0.95", "1.1.0", "3"])
def test_version_has_to_be_one_that_is_spoken(teacher, known, skill, version):
    headers = {} if version is None else {"X-Experience-API-Version": version}

    answer = ApiClient(teacher).post(STATEMENTS, [answered(name="nobody")], **headers)

    assert answer.status_code == 422
    assert answer.json()["errors"] == {
        "X-Experience-API-Version": [
            "Say which version of the specification you speak: 1.0.3, or 2.0.0."
        ]
    }
    assert answer["X-Experience-API-Version"] == "1.0.3"


def test_second_line_of_versions_is_answered_in_kind(teacher, known, skill):
    headers = {"X-Experience-API-Version": "2.0.0"}

    answer = ApiClient(teacher).post(STATEMENTS, [answered()], **headers)
    nobody = ApiClient().post(STATEMENTS, [answered()], **headers)
    wrong_method = ApiClient(teacher).post(STATEMENTS, method="PUT", **headers)

    assert [one.status_code for one in (answer, nobody, wrong_method)] == [200, 401, 405]
    assert {one["X-Experience-API-Version"] for one in (answer, nobody, wrong_method)} == {"2.0.0"}


def test_one_account_outside_the_scope_is_answered_like_an_unknown_one(
    teacher, known, skill, stranger
):
    client = ApiClient(teacher)
    answers = [
        speak(client, [answered(1), answered(2, name) | {"nonsense": 1}])
        for name in ("st_far", "nobody", "a\x00")
    ]

    assert answers[0].status_code == 404
    assert [same_for_unknown(answer) for answer in answers] == [same_for_unknown(answers[0])] * 3
    assert not PracticeSession.objects.exists()


def test_mail_address_of_a_child_is_not_taken_in(teacher, known, skill):
    answer = speak(ApiClient(teacher), [answered(actor={"mbox": "mailto:sam@example.org"})])

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["0.actor.account", "0.actor.mbox"]


def test_both_addresses_are_described_with_every_status():
    paths = ApiClient().get("openapi.json").json()["paths"]

    sessions = paths["/api/practice/sessions"]["post"]["responses"]
    statements = paths["/api/xapi/statements"]["post"]["responses"]
    refusals = {"401", "403", "404", "413", "415", "422", "429"}
    assert set(sessions) == {"200", *refusals}
    assert set(statements) == {"200", "409", *refusals}
