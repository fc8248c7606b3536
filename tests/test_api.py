"""The contract of the JSON API: the tests of the request over HTTP, its description, and one set of numbers."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from alpha.api import api
from interventions.models import Intervention
from tests.api_client import SIGN_INS, ApiClient, same_for_unknown
from tests.factories import GuardianFactory, GuardianshipFactory, UserFactory
from tests.test_request import NOW, story  # noqa: F401  # the world of the request's tests

UNKNOWN = 987_654_321


@pytest.fixture(params=SIGN_INS)
def asks(request, story):  # noqa: F811  # the fixture
    return SIGN_INS[request.param](story.teacher)


def ok(answer, status=200):
    assert (answer.status_code, answer["Content-Type"]) == (
        status,
        "application/json; charset=utf-8",
    ), answer.content
    return answer.json()


# The tests of the request, by its numbers -------------------------------------------------------


def test_reports_of_the_request(asks, story):  # noqa: F811
    falling = story.students[2].pk
    # 3: student performance report
    report = ok(asks.get(f"analytics/student/{falling}/report"))
    assert report["overall"]["accuracy"] == pytest.approx(0.55)
    assert (report["overall"]["questions_correct"], report["overall"]["questions_answered"]) == (
        99,
        180,
    )
    # 4: class performance report
    report = ok(asks.get(f"analytics/class/{story.classroom.pk}/report"))
    assert [row["student"] for row in report["struggling_students"]] == ["Student 3"]
    assert sum(report["distribution"].values()) == report["overall"]["students"] == 3
    # 5 and 6: trends
    trends = ok(asks.get(f"analytics/student/{falling}/trends"))
    assert (trends["direction"], len(trends["points"])) == ("declining", 9)
    trends = ok(asks.get(f"analytics/class/{story.classroom.pk}/trends"))
    assert trends["points"][0]["active_students"] == 3
    # 7: comparison
    comparison = ok(asks.get(f"analytics/student/{falling}/comparison"))
    assert (comparison["rank"], comparison["class_size"], comparison["percentile"]) == (3, 3, 33)
    assert comparison["position"] == "3rd of 3 (lowest in class)"
    # 16: a student that does not exist
    assert asks.get(f"analytics/student/{UNKNOWN}/report").status_code == 404


def test_interventions_of_the_request(asks, story):  # noqa: F811
    student = story.students[2]
    GuardianshipFactory(
        student=student, guardian=GuardianFactory(school=story.school, email="home@example.org")
    )
    # 8: default templates, by the office
    office = ApiClient(UserFactory(school=story.school, role="administrator"))
    created = ok(office.post("interventions/templates/create-defaults"), 201)
    assert created == {"created": 12, "total": 12}
    templates = ok(asks.get("interventions/templates", category="struggling"))["templates"]
    assert len(templates) == 3
    # 10: fill one, 9: send it
    variables = dict.fromkeys(templates[0]["variables"], "Fractions") | {
        "student_name": student.name
    }
    filled = ok(
        asks.post(
            "interventions/templates/fill",
            {"template_id": templates[0]["id"], "variables": variables},
        )
    )
    assert filled["missing"] == []
    sent = ok(
        asks.post(
            "interventions/message",
            {
                "student_id": student.pk,
                "message": filled["message"],
                "template_id": templates[0]["id"],
            },
        ),
        201,
    )
    # 11: targeted assignment
    made = ok(asks.post("interventions/assignment", {"student_id": student.pk}), 201)
    assert made["title"].startswith("Targeted Practice - ")
    assert (made["question_count"], made["difficulty"]) == (15, "easy")
    # 12: meeting, in the teacher's schedule
    at = (NOW + timedelta(days=1)).isoformat()
    ok(
        asks.post(
            "interventions/meeting",
            {"student_id": student.pk, "meeting_type": "one_on_one", "scheduled_at": at},
        ),
        201,
    )
    (meeting,) = ok(asks.get("interventions/meetings"))["meetings"]
    assert (meeting["student"], meeting["scheduled_at"]) == (student.name, at)
    # 13: notify parent
    told = ok(
        asks.post(
            "interventions/notify-parent", {"student_id": student.pk, "message": "Good news."}
        ),
        201,
    )
    assert [each["state"] for each in told["notifications"]] == ["queued"]
    # 14: history, 15: resolve
    kinds = [row["intervention_type"] for row in history(asks, student)]
    assert sorted(kinds) == ["assignment", "meeting", "message", "parent_notification"]
    resolved = ok(
        asks.put(
            f"interventions/{sent['intervention_id']}/resolve",
            {"resolution_notes": "She asked for help.", "effectiveness_rating": 4},
        )
    )
    assert (resolved["is_resolved"], resolved["effectiveness_rating"]) == (True, 4)
    # 17: an intervention with a student that does not exist
    refused = asks.post("interventions/message", {"student_id": UNKNOWN, "message": "Hi"})
    assert refused.status_code == 404
    assert Intervention.objects.count() == 4


def history(asks, student):
    return ok(asks.get(f"interventions/student/{student.pk}"))["interventions"]


# One set of numbers -----------------------------------------------------------------------------


def test_page_and_api_say_the_same(story, client):  # noqa: F811
    asks, student = ApiClient(story.teacher), story.students[2]
    client.force_login(story.teacher, backend="alpha.accounts.backends.UsernameBackend")

    page = client.get(reverse("analytics:student_report", args=[student.pk]))
    report = ok(asks.get(f"analytics/student/{student.pk}/report"))
    overall, shown = report["overall"], page.context["report"].overall
    assert {name: getattr(shown, name) for name in overall} == overall
    percent = round(overall["accuracy"] * 100)
    counts = f"{overall['questions_correct']} of {overall['questions_answered']}"
    assert f"{percent}%" in page.text
    assert counts in page.text
    assert report["comparison"]["position"] in page.text

    page = client.get(reverse("analytics:class_report", args=[story.classroom.pk]))
    report = ok(asks.get(f"analytics/class/{story.classroom.pk}/report"))
    overall, shown = report["overall"], page.context["report"].overall
    assert {name: getattr(shown, name) for name in overall} == overall
    assert f"{round(overall['class_average'] * 100)}%" in page.text
    for row in report["struggling_students"]:
        assert row["student"] in page.text


# Refusals that are the same everywhere ----------------------------------------------------------


@pytest.mark.parametrize("sign_in", SIGN_INS)
def test_every_foreign_id_has_the_bytes_of_an_unknown_one(sign_in, people, student, classroom):
    """Asked by a teacher of another school about what exists here."""
    asks = SIGN_INS[sign_in](people.TX)
    for kind, key in (("student", student.pk), ("class", classroom.pk)):
        for path in (f"analytics/{kind}/{{}}/report", f"analytics/{kind}/{{}}/trends"):
            assert same_for_unknown(asks.get(path.format(key))) == same_for_unknown(
                asks.get(path.format(UNKNOWN))
            )


def test_error_of_the_server_is_said_in_json_and_says_nothing(people, student, monkeypatch):
    def break_down(*_):
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("analytics.services.AnalyticsService.get_student_trend_data", break_down)
    asks = ApiClient(people.TE)
    asks.client.raise_request_exception = False

    answer = asks.get(f"analytics/student/{student.pk}/trends")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in answer.text


def test_a_thousand_parameters_are_no_request(people, student):
    query = {f"a{number}": "1" for number in range(1_100)}

    answer = ApiClient(people.TE).get(f"analytics/student/{student.pk}/trends", **query)

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


# The description --------------------------------------------------------------------------------

# What the request lists, word for word.
ADDRESSES = {
    "GET /api/analytics/student/{student_id}/report",
    "GET /api/analytics/class/{class_id}/report",
    "GET /api/analytics/student/{student_id}/trends",
    "GET /api/analytics/class/{class_id}/trends",
    "GET /api/analytics/student/{student_id}/comparison",
    "POST /api/interventions/message",
    "POST /api/interventions/assignment",
    "POST /api/interventions/meeting",
    "POST /api/interventions/notify-parent",
    "PUT /api/interventions/{intervention_id}/resolve",
    "GET /api/interventions/student/{student_id}",
    "GET /api/interventions/templates",
    "POST /api/interventions/templates/fill",
    "POST /api/interventions/templates/create-defaults",
    "GET /api/interventions/meetings",
}
# Practice in: what comes on top.
SESSIONS, STATEMENTS = "POST /api/practice/sessions", "POST /api/xapi/statements"
# What answers 200 to a POST: it makes nothing, or not always.
MAKES_NOTHING = {"POST /api/interventions/templates/fill", SESSIONS, STATEMENTS}


@pytest.fixture
def description(client):
    return client.get("/api/openapi.json").json()


def operations(description):
    return {
        f"{method.upper()} {path}": operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }


def test_description_lists_the_addresses_of_the_request(description):
    assert description["openapi"] == "3.1.0"
    assert set(operations(description)) == ADDRESSES | {SESSIONS, STATEMENTS}


def test_every_answer_that_can_occur_is_described(description):
    for name, operation in operations(description).items():
        statuses = set(map(int, operation["responses"]))
        good = 201 if name.startswith("POST") and name not in MAKES_NOTHING else 200
        expected = {good, 401, 403, 404, 422, 429}
        if "requestBody" in operation:
            expected |= {413, 415}
        if name.endswith("/resolve") or name == STATEMENTS:
            expected |= {409}

        assert (name, statuses) == (name, expected)
        for status, answer in operation["responses"].items():
            kind = "application/json" if int(status) < 400 else "application/problem+json"
            assert (name, status, list(answer["content"])) == (name, status, [kind])


def test_every_address_knows_both_sign_ins_and_says_how_often_it_acts(description):
    assert set(description["components"]["securitySchemes"]) == {"BearerToken", "SessionCookie"}
    for name, operation in operations(description).items():
        assert operation["security"] == [{"BearerToken": []}, {"SessionCookie": []}]
        headers = [each["name"] for each in operation["parameters"] if each["in"] == "header"]
        expected = ["Idempotency-Key"] if name.startswith("POST") else []
        if name == STATEMENTS:
            expected = ["X-Experience-API-Version", *expected]
        assert (name, headers) == (name, expected)


def test_description_is_the_same_each_time_and_holds_no_loose_end():
    first, second = (json.dumps(api.get_openapi_schema()) for _ in range(2))

    assert first == second
    known = set(json.loads(first)["components"]["schemas"])
    assert set(re.findall(r"#/components/schemas/(\w+)", first)) <= known


def test_bodies_refuse_unknown_fields_and_answers_have_no_others(description):
    for name, shape in description["components"]["schemas"].items():
        if shape.get("type") == "object" and "Problem" not in name:
            assert (name, shape["additionalProperties"]) == (name, False)


@pytest.mark.django_db
def test_page_of_the_description_is_whole_and_strict(client, description):
    page = client.get("/api/docs")

    assert page.status_code == 200
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon\w+=", page.text)
    for name in operations(description):
        assert f"<code>{name}</code>" in page.text
    links = set(re.findall(r'href="#([\w-]+)"', page.text))
    assert links - {"main"} <= set(re.findall(r'id="([\w-]+)"', page.text))
