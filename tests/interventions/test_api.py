"""What adults do over HTTP: each address once as it should be, then every way it can go wrong."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from alpha.accounts.models import IdempotencyKey
from alpha.learning.models import AssignedWork
from interventions.models import Intervention, Meeting, MessageTemplate, TeacherMessage
from interventions.services import InterventionService
from interventions.template_library import create_default_templates
from tests.api_client import SIGN_INS, ApiClient, same_for_unknown, token_of, with_session
from tests.factories import (
    EnrollmentFactory,
    InterventionFactory,
    LearningPathFactory,
    MeetingFactory,
    MessageTemplateFactory,
    SkillFactory,
)
from tests.writes import written_tables

pytestmark = pytest.mark.django_db

UNKNOWN = 987_654_321


@pytest.fixture
def api(teacher):
    return ApiClient(teacher)


@pytest.fixture
def skill(school):
    return SkillFactory(school=school, name="Fractions")


@pytest.fixture
def stranger():
    """A student of another school."""
    return EnrollmentFactory().student


def tomorrow():
    return (timezone.now() + timedelta(days=1)).isoformat()


def bodies(student_id):
    """A good body for each address about a student."""
    return {
        "message": {"student_id": student_id, "message": "Well done today."},
        "assignment": {"student_id": student_id},
        "meeting": {
            "student_id": student_id,
            "meeting_type": "one_on_one",
            "scheduled_at": tomorrow(),
        },
        "notify-parent": {"student_id": student_id, "message": "Sam practices well."},
    }


ADDRESSES = sorted(bodies(1))


# Each address ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sign_in", SIGN_INS)
def test_message_is_sent(sign_in, teacher, student):
    answer = SIGN_INS[sign_in](teacher).post("interventions/message", bodies(student.pk)["message"])

    sent = TeacherMessage.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "intervention_id": Intervention.objects.get().pk,
        "message_id": sent.pk,
    }
    assert (sent.teacher, sent.student, sent.message) == (teacher, student, "Well done today.")


def test_message_names_the_template_it_was_made_from(api, student, school):
    template = MessageTemplateFactory(school=school)
    body = bodies(student.pk)["message"] | {"template_id": template.pk}

    assert api.post("interventions/message", body).status_code == 201
    assert TeacherMessage.objects.get().template == template


def test_assignment_fills_itself_in(api, student, skill):
    LearningPathFactory(
        student=student,
        skill=skill,
        current_accuracy=0.55,
        questions_answered=20,
        questions_correct=11,
        last_practiced_at=timezone.now(),
    )

    answer = api.post("interventions/assignment", {"student_id": student.pk})

    work = AssignedWork.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "intervention_id": Intervention.objects.get().pk,
        "assignment_id": work.assignment_id,
        "title": "Targeted Practice - Fractions",
        "skill_ids": [skill.pk],
        "question_count": 15,
        "difficulty": work.assignment.difficulty,
        "due_at": timezone.localtime(work.assignment.due_at, student.school.zone).isoformat(),
    }


def test_assignment_is_as_said(api, student, skill):
    body = {
        "student_id": student.pk,
        "auto_fill": False,
        "title": "Fractions again",
        "skill_ids": [skill.pk],
        "question_count": 5,
        "difficulty": "hard",
        "due_at": tomorrow(),
    }

    answer = api.post("interventions/assignment", body).json()

    assert answer["title"] == "Fractions again"
    assert (answer["question_count"], answer["difficulty"]) == (5, "hard")
    assert datetime.fromisoformat(answer["due_at"]) == datetime.fromisoformat(body["due_at"])


def test_assignment_without_anything_to_fill_in_from_is_refused(api, student):
    answer = api.post("interventions/assignment", {"student_id": student.pk})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["skill_ids"])


def test_meeting_with_one_student(api, student):
    answer = api.post("interventions/meeting", bodies(student.pk)["meeting"])

    meeting = Meeting.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "intervention_ids": [meeting.intervention.pk],
        "meeting_ids": [meeting.pk],
    }
    assert (meeting.duration_minutes, meeting.location) == (30, "")


def test_meeting_with_a_group(api, student, classroom):
    mate = EnrollmentFactory(classroom=classroom).student
    body = bodies(0)["meeting"] | {
        "student_ids": [student.pk, mate.pk],
        "meeting_type": "group",
        "duration_minutes": 45,
        "location": "Room 101",
        "notes": "Fractions",
    }
    del body["student_id"]

    answer = api.post("interventions/meeting", body)

    assert answer.status_code == 201
    assert [row.student for row in Meeting.objects.order_by("id")] == [student, mate]
    assert answer.json()["meeting_ids"] == list(
        Meeting.objects.order_by("id").values_list("pk", flat=True)
    )


def test_parent_is_notified(api, people, student):
    guardian = student.guardians.get()
    guardian.email = "parent@example.org"
    guardian.save()

    answer = api.post("interventions/notify-parent", bodies(student.pk)["notify-parent"])

    assert answer.status_code == 201
    assert answer.json() == {
        "intervention_id": Intervention.objects.get().pk,
        "notifications": [{"guardian": guardian.name, "state": "queued"}],
    }


def test_nobody_to_reach_is_said(api, student):
    answer = api.post("interventions/notify-parent", bodies(student.pk)["notify-parent"])

    assert answer.json()["notifications"] == [{"guardian": "", "state": "no_contact"}]


def test_intervention_is_resolved_once(api, teacher, student):
    row = InterventionFactory(student=student, teacher=teacher)
    address = f"interventions/{row.pk}/resolve"

    first = api.put(address, {"resolution_notes": "Better", "effectiveness_rating": 4})
    second = api.put(address, {"resolution_notes": "Worse", "effectiveness_rating": 1})

    assert first.status_code == 200
    assert first.json() == InterventionService(teacher).get_intervention_history(student.pk)[0]
    assert first.json()["resolution_notes"] == "Better"
    assert (first.json()["status"], first.json()["effectiveness_rating"]) == ("resolved", 4)
    assert second.status_code == 409
    assert second.json()["detail"] == "This intervention is already resolved."
    row.refresh_from_db()
    assert row.resolution_notes == "Better"


def test_intervention_is_resolved_without_a_word(api, teacher, student):
    row = InterventionFactory(student=student, teacher=teacher)

    assert api.put(f"interventions/{row.pk}/resolve", b"").status_code == 200


def test_whole_number_is_one_however_it_is_written(api, teacher, student):
    row = InterventionFactory(student=student, teacher=teacher)

    answer = api.put(f"interventions/{row.pk}/resolve", b'{"effectiveness_rating": 4.0}')

    assert answer.json()["effectiveness_rating"] == 4


def test_history_is_newest_first(api, teacher, student):
    rows = [
        InterventionFactory(
            student=student, teacher=teacher, created_at=timezone.now() - timedelta(days=ago)
        )
        for ago in (2, 1)
    ]

    answer = api.get(f"interventions/student/{student.pk}").json()

    assert [row["id"] for row in answer["interventions"]] == [rows[1].pk, rows[0].pk]
    assert answer["interventions"] == InterventionService(teacher).get_intervention_history(
        student.pk
    )


def test_templates_of_a_category(api, school, teacher):
    create_default_templates(school)

    every = api.get("interventions/templates").json()["templates"]
    overdue = api.get("interventions/templates", category="overdue").json()["templates"]

    assert len(every) == 12
    assert {row["category"] for row in overdue} == {"overdue"}
    assert list(overdue[0]) == ["id", "category", "title", "content", "variables"]


def test_unknown_category_is_refused(api):
    answer = api.get("interventions/templates", category="jokes")

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["category"])


def test_template_is_filled_as_far_as_known(api, school):
    template = MessageTemplateFactory(school=school)
    body = {"template_id": template.pk, "variables": {"student_name": "{skill_name}", "days": 3}}

    answer = api.post("interventions/templates/fill", body)

    assert answer.status_code == 200
    assert answer.json() == {
        "message": "Hi {skill_name}, let's practice {skill_name}.",
        "missing": ["skill_name"],
    }


def test_template_of_another_school_looks_like_an_unknown_one(api):
    foreign, unknown = (
        api.post("interventions/templates/fill", {"template_id": key, "variables": 7})
        for key in (MessageTemplateFactory().pk, UNKNOWN)
    )

    assert foreign.status_code == 404
    assert same_for_unknown(foreign) == same_for_unknown(unknown)


def test_office_creates_the_defaults_once(people):
    office = ApiClient(people.AD)

    answers = [office.post("interventions/templates/create-defaults") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.json() for answer in answers] == [
        {"created": 12, "total": 12},
        {"created": 0, "total": 12},
    ]


def test_teacher_does_not_create_defaults(api):
    assert api.post("interventions/templates/create-defaults").status_code == 403
    assert not MessageTemplate.objects.exists()


def test_meetings_are_the_callers_own_within_dates_and_status(api, teacher, student, people):
    # New York is five hours behind: 03:00 UTC is the evening before.
    late, early = (
        MeetingFactory(
            student=student, teacher=teacher, scheduled_at=datetime(2026, 12, day, 3, tzinfo=UTC)
        )
        for day in (3, 2)
    )
    MeetingFactory(student=student, teacher=people.CO)
    MeetingFactory(
        student=student,
        teacher=teacher,
        status="cancelled",
        scheduled_at=datetime(2026, 12, 2, 15, tzinfo=UTC),
    )

    every = api.get("interventions/meetings").json()["meetings"]
    some = api.get(
        "interventions/meetings", start="2026-12-02", end="2026-12-02", status="scheduled"
    ).json()["meetings"]

    assert [row["id"] for row in every][::2] == [early.pk, late.pk]
    assert [row["id"] for row in some] == [late.pk]
    assert some[0] == {
        "id": late.pk,
        "intervention_id": None,
        "group_id": None,
        "student_id": student.pk,
        "student": "Sam Okafor",
        "meeting_type": "one_on_one",
        "scheduled_at": "2026-12-03T03:00:00+00:00",
        "ends_at": "2026-12-03T03:30:00+00:00",
        "time_zone": "UTC",
        "duration_minutes": 30,
        "location": "",
        "notes": "",
        "status": "scheduled",
        "outcome_notes": "",
    }


@pytest.mark.parametrize(
    "query, field",
    [
        ({"start": "2026-02-30"}, "start"),
        ({"start": "tomorrow"}, "start"),
        ({"end": "2026-12-01T10:00:00Z"}, "end"),
        ({"start": "2026-12-02", "end": "2026-12-01"}, "end"),
        ({"end": "0001-01-01"}, "end"),
        ({"status": "lost"}, "status"),
        ({"teacher_id": "7"}, "teacher_id"),
    ],
)
def test_meetings_refuse_what_they_cannot_use(api, query, field):
    answer = api.get("interventions/meetings", **query)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


# Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
def test_foreign_student_looks_like_an_unknown_one_whatever_the_body(api, address, stranger):
    for spoil in ({}, {"message": 7}, {"nonsense": True}):
        foreign, unknown = (
            api.post(f"interventions/{address}", bodies(key)[address] | spoil)
            for key in (stranger.pk, UNKNOWN)
        )

        assert foreign.status_code == 404
        assert same_for_unknown(foreign) == same_for_unknown(unknown)


def test_foreign_intervention_looks_like_an_unknown_one_whatever_the_body(api, stranger):
    row = InterventionFactory(student=stranger)
    for body in ({}, {"effectiveness_rating": 9}, b"{", b"", b"[]"):
        foreign, unknown = (
            api.put(f"interventions/{key}/resolve", body) for key in (row.pk, UNKNOWN)
        )

        assert (body, foreign.status_code) == (body, 404)
        assert same_for_unknown(foreign) == same_for_unknown(unknown)


def test_group_with_one_foreign_student_is_nobodys(api, student, stranger):
    body = bodies(0)["meeting"] | {
        "student_ids": [student.pk, stranger.pk],
        "meeting_type": "group",
    }
    del body["student_id"]
    with written_tables() as written:
        answer = api.post("interventions/meeting", body)

    assert answer.status_code == 404
    assert written <= {"accounts_apitoken"}


@pytest.mark.parametrize(
    "role, status",
    [("ST", 404), ("GU", 404), ("TO", 404), ("TX", 404), ("AIDE", 403), ("AD", 403)],
)
def test_who_may_not_act_writes_nothing(people, student, role, status):
    client = with_session(getattr(people, role))
    with written_tables() as written:
        answers = {
            address: client.post(f"interventions/{address}", body).status_code
            for address, body in bodies(student.pk).items()
        }

    assert answers == dict.fromkeys(ADDRESSES, status)
    assert written == set()


def test_leader_does_everything_but_assign(people, student):
    client = with_session(people.LE)

    answers = {
        address: client.post(f"interventions/{address}", body).status_code
        for address, body in bodies(student.pk).items()
    }

    assert answers == {"assignment": 403, "meeting": 201, "message": 201, "notify-parent": 201}


def test_leader_does_not_resolve_what_is_a_teachers(people, student):
    row = InterventionFactory(student=student, teacher=people.TE)

    assert ApiClient(people.LE).put(f"interventions/{row.pk}/resolve", {}).status_code == 403


def test_acting_takes_the_scope_for_it(teacher, student):
    reader = ApiClient(token=token_of(teacher, may_act=False))

    refused = reader.post("interventions/message", bodies(student.pk)["message"])

    assert refused.status_code == 403
    assert "“act”" in refused.json()["detail"]
    assert reader.get("interventions/templates").status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_without_its_csrf_token_does_nothing(teacher, student, address):
    client = with_session(teacher)
    client.headers = {}
    with written_tables() as written:
        answer = client.post(f"interventions/{address}", bodies(student.pk)[address])

    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]
    assert written == set()


# What cannot be used --------------------------------------------------------------------------


def refused_bodies():
    """(address, what is wrong, the field that is named)."""
    yield from (("message", {"message": wrong}, "message") for wrong in ("", 7, None, "x" * 2_001))
    yield from (
        ("message", {"student_id": wrong}, "student_id")
        for wrong in (0, -1, "7", 1.5, True, None, 10**30, [1])
    )
    yield "message", {"message": "Hi {student_name}"}, "message"
    yield "message", {"template_id": UNKNOWN}, "template_id"
    yield "message", {"teacher_id": 7}, "teacher_id"
    yield "assignment", {"question_count": 0}, "question_count"
    yield "assignment", {"question_count": 201}, "question_count"
    yield "assignment", {"difficulty": "nightmare"}, "difficulty"
    yield "assignment", {"skill_ids": []}, "skill_ids"
    yield "assignment", {"skill_ids": [UNKNOWN]}, "skill_ids"
    yield "assignment", {"skill_ids": ["1"]}, "skill_ids.0"
    yield "assignment", {"auto_fill": "yes"}, "auto_fill"
    yield "assignment", {"title": "x" * 201}, "title"
    yield "assignment", {"due_at": "2026-12-01"}, "due_at"
    yield from (
        ("meeting", {"scheduled_at": wrong}, "scheduled_at")
        for wrong in (
            "2026-12-01T10:00:00",
            "2026-02-30T10:00:00Z",
            "2026-12-01",
            "0001-01-01T00:00:00+23:59",
            "2020-01-01T10:00:00Z",
            1_764_583_200,
            None,
        )
    )
    yield "meeting", {"duration_minutes": 0}, "duration_minutes"
    yield "meeting", {"duration_minutes": 10**30}, "duration_minutes"
    yield "meeting", {"meeting_type": "party"}, "meeting_type"
    yield "meeting", {"location": "x" * 201}, "location"
    yield "meeting", {"notes": "x" * 5_001}, "notes"
    yield "meeting", {"student_ids": []}, "student_ids"
    yield "notify-parent", {"message": "x" * 4_001}, "message"
    yield "notify-parent", {"include_summary": 1}, "include_summary"


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_cannot_be_used_is_refused_with_its_field(api, student, address):
    for case, spoiled, field in refused_bodies():
        if case != address:
            continue
        with written_tables() as written:
            answer = api.post(f"interventions/{address}", bodies(student.pk)[address] | spoiled)

        assert (spoiled, answer.status_code) == (spoiled, 422)
        assert (spoiled, list(answer.json()["errors"])) == (spoiled, [field])
        assert answer["Content-Type"] == "application/problem+json"
        assert written <= {"accounts_apitoken"}


@pytest.mark.parametrize(
    "body, sentence",
    [
        (b"{", "This is not JSON"),
        (b"", "Field required"),
        (b'{"student_id": 1, "student_id": 2}', "Write each name once."),
        (b'{"student_id": NaN}', "NaN is no number."),
        (b'{"student_id": 1e999}', "1e999 is too large a number."),
        (b'{"message": "\\ud800"}', "This is not valid UTF-8 text."),
        (b'{"message": "\xff"}', "This is not valid UTF-8 text."),
        (b"[" * 100_000, "This is nested too deeply."),
        (b'{"student_id": ' + b"9" * 5_000 + b"}", "Exceeds the limit"),
        (b"[]", "Send an object"),
        (b"null", "Send an object"),
    ],
    ids=range(11),
)
def test_body_that_is_no_good_json_is_refused(api, body, sentence):
    answer = api.post("interventions/message", body)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["body"]
    assert sentence in answer.json()["errors"]["body"][0]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_body_of_another_kind_is_refused(api, student, content_type):
    answer = api.post(
        "interventions/message", bodies(student.pk)["message"], content_type=content_type
    )

    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")


def test_body_that_is_too_large_is_refused(api, student):
    answer = api.post("interventions/message", b" " * 2_700_000)

    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


# Once -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["message", "meeting", "notify-parent"])
def test_repeat_under_one_key_gets_the_first_answer(api, student, address):
    key, body = str(uuid4()), bodies(student.pk)[address]

    first, second = (api.post(f"interventions/{address}", body, key=key) for _ in range(2))

    assert first.status_code == 201
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert Intervention.objects.count() == 1


def test_key_with_another_body_is_refused(api, student):
    body = bodies(student.pk)["message"]
    api.post("interventions/message", body, key="morning")

    answer = api.post("interventions/message", body | {"message": "Bye"}, key="morning")

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["Idempotency-Key"]
    assert TeacherMessage.objects.count() == 1


def test_key_of_a_refused_request_can_be_used_again(api, student):
    body = bodies(student.pk)["message"]
    api.post("interventions/message", body | {"message": "Hi {days}"}, key="again")

    assert api.post("interventions/message", body, key="again").status_code == 201


def test_without_a_key_each_request_counts(api, student):
    for _ in range(2):
        api.post("interventions/message", bodies(student.pk)["message"])

    assert TeacherMessage.objects.count() == 2
    assert not IdempotencyKey.objects.exists()


def test_key_of_somebody_else_is_another_key(api, people, student):
    body = bodies(student.pk)["message"]
    api.post("interventions/message", body, key="morning")
    ApiClient(people.CO).post("interventions/message", body, key="morning")

    assert TeacherMessage.objects.count() == 2


def test_repeat_after_the_student_is_gone_finds_nothing(api, student):
    body = bodies(student.pk)["message"]
    api.post("interventions/message", body, key="morning")
    student.enrollments.all().delete()

    assert api.post("interventions/message", body, key="morning").status_code == 404


@pytest.mark.parametrize("key", ["", "x" * 65, "with space", "é"])
def test_key_that_cannot_be_kept_is_refused(api, student, key):
    answer = api.post("interventions/message", bodies(student.pk)["message"], key=key)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["Idempotency-Key"])


# How much it costs ----------------------------------------------------------------------------

# Three are who asks: the token with its person, the note of its use at first, the count.
HISTORY_QUERIES, MEETINGS_QUERIES, TEMPLATES_QUERIES = 8, 3, 3


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_any_number_of_rows(
    rows, api, teacher, student, school, django_assert_num_queries
):
    for _ in range(rows):
        InterventionFactory(student=student, teacher=teacher)
        MeetingFactory(student=student, teacher=teacher)
        MessageTemplateFactory(school=school)
    api.get("interventions/templates")

    with django_assert_num_queries(HISTORY_QUERIES):
        history = api.get(f"interventions/student/{student.pk}").json()["interventions"]
    with django_assert_num_queries(MEETINGS_QUERIES):
        meetings = api.get("interventions/meetings").json()["meetings"]
    with django_assert_num_queries(TEMPLATES_QUERIES):
        templates = api.get("interventions/templates").json()["templates"]

    assert (len(history), len(meetings), len(templates)) == (rows, rows, rows)
