from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from alpha.learning.reported import ReportedSession
from alpha.learning.xapi import (
    Account,
    Statement,
    StatementRefusedError,
    account_in,
    code_in,
    read_statement,
    seconds_of,
    spoken_version,
)

ID = "6F1E2A80-5c0e-4d11-9a53-0d6c7a1b2c3d"
AT = datetime(2026, 11, 22, 9, 15, 2, 511000, tzinfo=UTC)
REMOVED = object()


def statement(**changes):
    """An `answered` statement; dots stand as two underscores (`result__success=False`)."""
    made = {
        "id": ID,
        "version": "1.0.0",
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": "https://school.example/", "name": "st_8f2c"},
        },
        "verb": {
            "id": "http://adlnet.gov/expapi/verbs/answered",
            "display": {"en-US": "answered"},
        },
        "object": {
            "objectType": "Activity",
            "id": "https://school.example/xapi/items/3f",
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                "interactionType": "choice",
                "correctResponsesPattern": ["b"],
            },
        },
        "result": {
            "success": True,
            "response": "b",
            "duration": "PT42.5S",
            "score": {"scaled": 1, "raw": 1, "min": 0, "max": 1},
        },
        "context": {
            "registration": "0b1d5c61-7a52-4f3a-9f3c-5f0d6f8f7a11",
            "platform": "App 1.0",
            "language": "en-GB",
            "contextActivities": {
                "parent": [{"id": "https://school.example/xapi/quizzes/9"}],
                "category": [{"id": "https://school.example/xapi/skills/4.NF.A.1"}],
                "grouping": [{"id": "https://school.example/xapi/classes/c1"}],
            },
        },
        "timestamp": "2026-11-22T09:15:02.511Z",
    }
    for path, value in changes.items():
        *parents, name = path.split("__")
        part = made
        for parent in parents:
            part = part.setdefault(parent, {})
        if value is REMOVED:
            del part[name]
        else:
            part[name] = value
    return made


def quiz(**changes):
    given = {
        "verb__id": "http://adlnet.gov/expapi/verbs/completed",
        "result": {
            "completion": True,
            "duration": "PT10M",
            "score": {"raw": 7, "min": 0, "max": 10, "scaled": 0.7},
        },
    }
    return statement(**given | changes)


def read(given):
    return read_statement(Statement.model_validate(given), 17)


def refused(given):
    """What the models or the reading say, by path."""
    try:
        read(given)
    except ValidationError as error:
        return {".".join(map(str, one["loc"])): one["msg"] for one in error.errors()}
    except StatementRefusedError as error:
        return {one.field: one.message for one in error.refusals}
    return {}


def test_answered_is_one_answer():
    assert read(statement()) == ReportedSession(
        student_id=17,
        external_id=ID.lower(),
        started_at=AT - timedelta(seconds=42.5),
        duration_seconds=42.5,
        questions_answered=1,
        questions_correct=1,
        skill_codes=("4.NF.A.1", "9", "c1", "3f"),
        answered_at=AT,
    )


def test_wrong_answer_without_duration_is_read_too():
    session = read(statement(result={"success": False}))

    assert (session.questions_correct, session.duration_seconds) == (0, None)
    assert session.started_at == session.answered_at == AT


def test_answer_left_open_for_hours_begins_five_minutes_before_it_was_given():
    session = read(statement(result__duration="PT3H"))

    assert session.started_at == AT - timedelta(minutes=5)


def test_completed_is_a_quiz_with_its_counts_that_ended_at_its_time():
    assert read(quiz()) == ReportedSession(
        student_id=17,
        external_id=ID.lower(),
        started_at=AT - timedelta(minutes=10),
        duration_seconds=600,
        questions_answered=10,
        questions_correct=7,
        skill_codes=("4.NF.A.1", "9", "c1", "3f"),
        ended_at=AT,
    )


def test_skill_may_be_named_by_the_object_alone():
    given = statement(context=REMOVED, object__id="https://x.example/skills/4%2ENF#Add%20ten")

    assert read(given).skill_codes == ("Add ten",)


@pytest.mark.parametrize(
    "activity_id, code",
    [
        ("https://x.example/skills/4.NF.A.1", "4.NF.A.1"),
        ("https://x.example/skills/fractions/", "fractions"),
        ("https://x.example/skills#fractions", "fractions"),
        ("urn:skill:fractions", "fractions"),
        ("https://x.example/skills/add%20ten", "add ten"),
        ("://", ""),
    ],
)
def test_code_is_the_last_part_of_the_id(activity_id, code):
    assert code_in(activity_id) == code


@pytest.mark.parametrize(
    "duration, seconds",
    [
        ("PT42.5S", 42.5),
        ("PT42,5S", 42.5),
        ("PT1234S", 1234),
        ("PT1H2M3S", 3723),
        ("P1DT1S", 86_401),
        ("P2W", 1_209_600),
        ("P1Y1M", 395 * 86_400),
        ("PT0S", 0),
    ],
)
def test_duration_is_read_as_seconds(duration, seconds):
    assert seconds_of(duration) == seconds


@pytest.mark.parametrize(
    "duration",
    [
        "",
        "P",
        "PT",
        "P1DT",
        "42",
        "PT5",
        "P0001-00-00T00:00:00",
        "-PT5S",
        "PT5S\n",
        "PT٥S",
        "PT1S1M",
    ],
)
def test_what_is_no_duration_is_refused(duration):
    with pytest.raises(ValueError, match=r"Write a duration like PT1M30S\."):
        seconds_of(duration)


@pytest.mark.parametrize(
    "header, spoken",
    [("1.0", "1.0.3"), ("1.0.1", "1.0.3"), ("2.0.0", "2.0.0"), ("0.95", "1.0.3"), ("", "1.0.3")],
)
def test_answer_speaks_the_newest_version_of_the_line_that_was_asked_for(header, spoken):
    assert spoken_version(header) == spoken


@pytest.mark.parametrize(
    "given, found",
    [
        (statement(), Account(homePage="https://school.example/", name="st_8f2c")),
        (statement(actor={"mbox": "mailto:sam@example.org"}), None),
        (statement(actor__account__name=17), None),
        (statement(actor__account=["st_8f2c"]), None),
        ({}, None),
        ("text", None),
        (None, None),
    ],
)
def test_account_is_found_in_whatever_was_sent(given, found):
    assert account_in(given) == found


NUMBERS = "Input should be a valid number"
EXTRA = "Extra inputs are not permitted"
MISSING = "Field required"


@pytest.mark.parametrize(
    "changes, errors",
    [
        ({"id": REMOVED}, {"id": MISSING}),
        ({"id": "17"}, {"id": "String should match pattern"}),
        ({"verbs": {}}, {"verbs": EXTRA}),
        ({"version": "0.95"}, {"version": "String should match pattern"}),
        ({"version": 1.0}, {"version": "Input should be a valid string"}),
        ({"actor": REMOVED}, {"actor": MISSING}),
        ({"actor__mbox": "mailto:sam@example.org"}, {"actor.mbox": EXTRA}),
        (
            {"actor__account": {"home_page": "x", "name": "y"}},
            {
                "actor.account.homePage": MISSING,
                "actor.account.home_page": EXTRA,
            },
        ),
        ({"actor__objectType": "Group"}, {"actor.objectType": "Input should be 'Agent'"}),
        ({"actor__account": REMOVED}, {"actor.account": MISSING}),
        ({"actor__account__name": ""}, {"actor.account.name": "String should have at least 1"}),
        (
            {"actor__account__homePage": 5},
            {"actor.account.homePage": "Input should be a valid str"},
        ),
        ({"verb__id": "http://adlnet.gov/expapi/verbs/attempted"}, {"verb.id": "Input should be "}),
        (
            {"object__objectType": "StatementRef"},
            {"object.objectType": "Input should be 'Activity'"},
        ),
        ({"object": {}}, {"object.id": MISSING}),
        (
            {"object__id": "://", "context": REMOVED},
            {"object.id": "The id does not end in the code"},
        ),
        ({"timestamp": REMOVED}, {"timestamp": MISSING}),
        ({"timestamp": "2026-11-22"}, {"timestamp": "Value error, Write date, time and offset"}),
        ({"timestamp": 1_700_000_000}, {"timestamp": "Value error, Write date, time and offset"}),
        (
            {"timestamp": "2026-02-30T10:00:00Z"},
            {"timestamp": "Value error, There is no such date and time."},
        ),
        (
            {"timestamp": "2026-11-22T09:15:02"},
            {"timestamp": "Value error, The offset from UTC is missing: Z, or one like -05:00."},
        ),
        (
            {"timestamp": "0001-01-01T00:00:00+14:00"},
            {"timestamp": "Value error, The year 1 cannot be right."},
        ),
        (
            {"result": REMOVED},
            {"result.success": "Say whether the answer was right: true or false."},
        ),
        ({"result__success": "yes"}, {"result.success": "Input should be a valid boolean"}),
        ({"result__duration": "5 s"}, {"result.duration": "String should match pattern"}),
        (
            {"result__duration": "P1Y"},
            {"result.duration": "Value error, A duration is 0 to 1,000,000 seconds."},
        ),
        ({"result__score__scaled": 1.2}, {"result.score.scaled": "Input should be less than or"}),
        ({"result__score__raw": "1"}, {"result.score.raw": NUMBERS}),
        ({"result__score__raw": True}, {"result.score.raw": NUMBERS}),
        ({"result__score__raw": float("nan")}, {"result.score.raw": "Input should be a finite"}),
        ({"result__score__max": 10**400}, {"result.score.max": NUMBERS}),
        (
            {"result__score__raw": 2},
            {"result.score": "Value error, A score lies between its min and its max."},
        ),
        (
            {"result__score": {"min": 1, "max": 1}},
            {"result.score": "Value error, A score lies between its min and its max."},
        ),
        (
            {"context__contextActivities__parent": {"id": "x"}},
            {"context.contextActivities.parent": "Inp"},
        ),
        ({"context__registration": "17"}, {"context.registration": "String should match pattern"}),
    ],
)
def test_what_is_wrong_with_a_statement_is_said_by_its_path(changes, errors):
    found = refused(statement(**changes))

    assert found.keys() == errors.keys()
    for path, message in errors.items():
        assert found[path].startswith(message)


@pytest.mark.parametrize(
    "changes, errors",
    [
        (
            {"result": {"score": {"scaled": 0.7}}},
            {
                "result.score.raw": "Say how many questions were right: a whole number.",
                "result.score.max": "Say how many questions there were: a whole number.",
            },
        ),
        (
            {"result__score": {"raw": 7.5, "max": 10}},
            {"result.score.raw": "Say how many questions were right: a whole number."},
        ),
        (
            {"result__score": {"raw": -1, "max": 10}},
            {"result.score.raw": "Say how many questions were right: a whole number."},
        ),
        (
            {"result__score__min": 1},
            {"result.score.min": "A score that counts questions begins at 0."},
        ),
        (
            {"result__completion": False},
            {"result.completion": "What was completed cannot be incomplete."},
        ),
    ],
)
def test_quiz_that_does_not_count_its_questions_is_refused(changes, errors):
    assert refused(quiz(**changes)) == errors
