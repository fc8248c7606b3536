"""Every route for every role, as a page and as a piece of one: who gets what, and that nothing leaks or changes.

The expected answers stand in access_matrix.csv. `signin` is a redirect to the sign-in page (401 with HX-Redirect for
htmx), `W` an accepted write (302 for a page, 200 for htmx), `R` one that leads on either way, every number itself.
The JSON API (routes of `api:`) is sent JSON, and answers 401 where a page would lead to the sign-in.
"""

import csv
import json
from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from alpha.accounts.models import Role
from alpha.accounts.selectors import next_school_day
from alpha.learning.forms import AnswerForm
from alpha.learning.selectors.questions import next_question
from alpha.learning.services.mail_opt_outs import opt_out_token
from analytics.alerts import acknowledge
from interventions.groups.previews import Preview
from interventions.tracking import resolve
from tests.conftest import make_classroom, make_people, make_school, make_student, make_teacher
from tests.factories import (
    AlertFactory,
    ApiTokenFactory,
    AssignedWorkFactory,
    CalendarFeedFactory,
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    GroupActionFactory,
    GroupActionItemFactory,
    InterventionFactory,
    ItemFactory,
    MeetingFactory,
    MessageTemplateFactory,
    NotificationFactory,
    OutboundEmailFactory,
    ParentNotificationFactory,
    PracticeSessionFactory,
    StudentFactory,
    TeacherMessageFactory,
)
from tests.writes import written_tables

pytestmark = pytest.mark.django_db

ROLES = ("AN", "ST", "ST2", "GU", "GU2", "TE", "CO", "AIDE", "TO", "LE", "AD", "TX")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
UNKNOWN = 987_654_321
# The Django admin is one entry: its own pages are in tests/admin/.
PREFIXES = {"admin": "admin:index"}

MATRIX = list(
    csv.DictReader((Path(__file__).parent / "access_matrix.csv").read_text().splitlines())
)
# What the address and the form need. Bodies are valid, so that a refusal is one of rights.
ADDRESS = {
    "analytics:class_report": lambda world: {"classroom_id": world.classroom.pk},
    "analytics:class_work": lambda world: {"classroom_id": world.classroom.pk},
    "analytics:heatmap": lambda world: {"classroom_id": world.classroom.pk},
    "analytics:evidence": lambda world: {
        "classroom_id": world.classroom.pk,
        "student_id": world.student.pk,
        "skill_id": world.student.practice_sessions.get().skill_id,
    },
    "analytics:skill": lambda world: {
        "classroom_id": world.classroom.pk,
        "skill_id": world.student.practice_sessions.get().skill_id,
    },
    "analytics:student_report": lambda world: {"student_id": world.student.pk},
    "analytics:class_export": lambda world: {
        "classroom_id": world.classroom.pk,
        "file_format": "csv",
    },
    "analytics:student_export": lambda world: {
        "student_id": world.student.pk,
        "file_format": "csv",
    },
    "analytics:class_sheet": lambda world: {"classroom_id": world.classroom.pk},
    "analytics:student_sheet": lambda world: {"student_id": world.student.pk},
    "analytics:class_rules": lambda world: {"classroom_id": world.classroom.pk},
    "analytics:alert": lambda world: {"alert_id": first(world.alerts)},
    "analytics:today_card": lambda world: {"alert_id": first(world.alerts)},
    # Each accepted write takes one away from the next role, as below.
    "analytics:acknowledge": lambda world: {"alert_id": first(world.alerts)},
    "analytics:snooze": lambda world: {"alert_id": first(world.alerts)},
    "analytics:dismiss": lambda world: {"alert_id": first(world.alerts)},
    "analytics:undo_change": lambda world: {"alert_id": first(world.seen_alerts)},
    "interventions:history": lambda world: {"student_id": world.student.pk},
    "interventions:history_sheet": lambda world: {"student_id": world.student.pk},
    "interventions:intervention": lambda world: {"intervention_id": first(world.open_ones)},
    # Each accepted write takes one away from the next role.
    "interventions:resolve": lambda world: {"intervention_id": first(world.open_ones)},
    "interventions:reopen": lambda world: {"intervention_id": first(world.closed_ones)},
    "interventions:postpone": lambda world: {"intervention_id": first(world.open_ones)},
    "interventions:continue_help": lambda world: {"intervention_id": first(world.open_ones)},
    "interventions:goal": lambda world: {"intervention_id": first(world.open_ones)},
    "interventions:student_panel": lambda world: {"student_id": world.student.pk},
    "interventions:timeline": lambda world: {"student_id": world.student.pk},
    "interventions:chart_marks": lambda world: {"student_id": world.student.pk},
    "interventions:take_action": lambda world: {"student_id": world.student.pk},
    "interventions:group_action": lambda world: {"classroom_id": world.classroom.pk},
    "interventions:group_result": lambda world: {"group_id": world.group.pk},
    "interventions:undo_group": lambda world: {"group_id": world.group.pk},
    "interventions:message": lambda world: {"message_id": world.message.pk},
    "interventions:undo_message": lambda world: {"message_id": world.message.pk},
    "interventions:edit_template": lambda world: {"template_id": world.template.pk},
    "interventions:delete_template": lambda world: {"template_id": world.template.pk},
    "learning:work": lambda world: {"work_id": world.work.pk},
    "interventions:reschedule_meeting": lambda world: {"meeting_id": world.meeting.pk},
    "interventions:cancel_meeting": lambda world: {"meeting_id": world.meeting.pk},
    "interventions:complete_meeting": lambda world: {"meeting_id": world.meeting.pk},
    "interventions:revoke_calendar_feed": lambda world: {"feed_id": world.feed.pk},
    "interventions:calendar_feed": lambda _: {"token": "no-such-calendar"},
    "interventions:letter": lambda world: {"letter_id": world.letter.pk},
    "interventions:cancel_letter": lambda world: {"letter_id": world.letter.pk},
    "unsubscribe": lambda world: {"token": world.token},
    "accounts:revoke_token": lambda world: {"token_id": world.api_token.pk},
    "api:resolve_intervention": lambda world: {"intervention_id": first(world.open_ones)},
    "api:intervention_history": lambda world: {"student_id": world.student.pk},
    "api:student_report": lambda world: {"student_id": world.student.pk},
    "api:class_report": lambda world: {"class_id": world.classroom.pk},
    "api:student_trends": lambda world: {"student_id": world.student.pk},
    "api:class_trends": lambda world: {"class_id": world.classroom.pk},
    "api:student_comparison": lambda world: {"student_id": world.student.pk},
    "account_reset_password_from_key": lambda _: {"uidb36": "1", "key": "no-such-key"},
}
BODY = {
    "account_login": {"login": "nobody", "password": "wrong"},
    "account_change_password": {"oldpassword": "wrong", "password1": "x", "password2": "x"},
    "account_reset_password": {"email": "nobody@example.org"},
    "interventions:take_action": {
        "category": "encouragement",
        "message": "Hi Sam, well done today.",
    },
    "interventions:group_action": lambda world: {
        "to": world.student.pk,
        "text": "Well done today.",
        "seen": Preview(world.student, "", {"text": "Well done today.", "template": None}).seen,
    },
    "interventions:resolve": {"resolution_notes": "Better", "effectiveness_rating": "4"},
    "interventions:reopen": {"notes": "It slipped"},
    "interventions:postpone": {"days": "7"},
    "interventions:continue_help": lambda world: {"review_on": next_week(world).isoformat()},
    "interventions:goal": lambda world: {
        "goal_percent": "80",
        "review_on": next_week(world).isoformat(),
    },
    "learning:work": lambda world: {"asked": world.asked, "answer": "3/4"},
    "interventions:reschedule_meeting": {
        "date": (timezone.localdate() + timedelta(days=7)).isoformat(),
        "time": "10:00",
        "duration_minutes": "30",
    },
    "interventions:calendar_feeds": {"name": "Phone"},
}

BODY |= {
    "accounts:tokens": {"name": "Morning report", "scopes": "read", "days": "30"},
    "api:send_message": lambda world: {"student_id": world.student.pk, "message": "Well done."},
    "api:create_assignment": lambda world: {
        "student_id": world.student.pk,
        "skill_ids": [world.student.practice_sessions.get().skill_id],
    },
    "api:schedule_meeting": lambda world: {
        "student_id": world.student.pk,
        "meeting_type": "one_on_one",
        "scheduled_at": (timezone.now() + timedelta(days=7)).isoformat(),
    },
    "api:notify_parent": lambda world: {"student_id": world.student.pk, "message": "Hello."},
    "api:fill_template": lambda world: {"template_id": world.template.pk, "variables": {}},
    "analytics:acknowledge": lambda world: {"alerts": first(world.alerts)},
    "analytics:snooze": lambda world: {
        "alerts": first(world.alerts),
        "until": (timezone.localdate() + timedelta(days=7)).isoformat(),
    },
    "analytics:dismiss": lambda world: {"alerts": first(world.alerts), "reason": "absent"},
    "analytics:undo_change": lambda world: {"alerts": first(world.seen_alerts)},
}

TEMPLATE = {
    "category": "encouragement",
    "title": "Well done",
    "language": "en",
    "content": "Well done today.",
}
BODY |= {
    "api:report_practice_sessions": lambda world: {
        "source": "mathland",
        "sessions": [
            {
                "external_id": "run-1",
                "student_id": world.student.pk,
                "skill_id": world.skill.pk,
                "started_at": "2026-03-02T10:00:00Z",
                "duration_seconds": 60,
                "questions_answered": 2,
                "questions_correct": 1,
            }
        ],
    },
    "api:report_statements": lambda world: {
        "id": "6f1e2a80-5c0e-4d11-9a53-0d6c7a1b2c3d",
        "actor": {"account": {"homePage": settings.SITE_URL, "name": world.student.user.username}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
        "object": {"id": f"https://mathland.example/skills/{world.skill.code}"},
        "result": {"success": True},
        "timestamp": "2026-03-02T10:00:00Z",
    },
}
HEADERS = {"api:report_statements": {"X-Experience-API-Version": "1.0.3"}}
BODY |= {"interventions:new_template": TEMPLATE, "interventions:edit_template": TEMPLATE}

# Rows about one class, child or message: those whose address an outsider could guess.
OBJECTS = [
    row for row in MATRIX if "404" in {row[role] for role in ROLES} and row["route"] in ADDRESS
]
OBJECT_ROWS = pytest.mark.parametrize(
    "row", OBJECTS, ids=lambda row: f"{row['method']}-{row['route'].replace(':', '-')}"
)
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/analytics/classes/"}
TRANSPORTS = {"page": {}, "htmx": HTMX}


def cells(rows):
    """Each row as a page and as a piece of one; the JSON API knows no pieces."""
    pairs = [
        pytest.param(row, headers, id=f"{row['method']}-{row['route'].replace(':', '-')}-{name}")
        for row in rows
        for name, headers in TRANSPORTS.items()
        if name == "page" or not is_api(row)
    ]
    return pytest.mark.parametrize("row, headers", pairs)


def is_api(row):
    return row["route"].startswith("api:")


def next_week(world):
    """A school day to come."""
    school = world.student.school
    return next_school_day(school, school.today() + timedelta(days=7))


def first(rows):
    return rows.order_by("pk").first().pk


def routes(patterns=None, namespace="") -> Iterator[str]:
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace in PREFIXES:
                yield PREFIXES[pattern.namespace]
            else:
                inside = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from routes(pattern.url_patterns, namespace + inside)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_route_is_in_the_matrix():
    assert set(routes()) == {row["route"] for row in MATRIX}


def needs_an_id(route):
    try:
        reverse(route)
    except NoReverseMatch:
        return True
    return False


def test_every_route_with_an_id_has_its_address_here():
    assert {row["route"] for row in MATRIX if needs_an_id(row["route"])} == set(ADDRESS)


def test_every_role_has_an_answer_for_every_route():
    assert [row for row in MATRIX if not all(row[role] for role in ROLES)] == []
    assert {row["method"] for row in MATRIX} <= set(METHODS)


@pytest.fixture(scope="module")
def world_of_module(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(world_of_module, db):
    """Built once; what a test changes is taken back after it."""
    return copy(world_of_module)


def build_world():
    """The people of the matrix, and children whose names may be met only by those who may see them."""
    school = make_school()
    classroom = make_classroom(school)
    student = make_student(classroom)
    people = make_people(classroom, make_teacher(classroom), student)
    stranger = StudentFactory(school=people.TX.school, name="Foreign Fenwick")
    abroad = ClassroomFactory(school=people.TX.school, name="Birch Class")
    EnrollmentFactory(classroom=abroad, student=stranger)
    ClassroomTeacherFactory(classroom=abroad, teacher=people.TX)
    next_door = StudentFactory(school=school, name="Otis Nextdoor")
    other_class = ClassroomFactory(school=school, name="Grade 5 Green")
    EnrollmentFactory(classroom=other_class, student=next_door)
    ClassroomTeacherFactory(classroom=other_class, teacher=people.TO)
    for child in (student, people.ST2.student, stranger, next_door):
        PracticeSessionFactory(student=child, questions_answered=30, questions_correct=12)
        NotificationFactory(recipient=child.user, title=f"For {child.name}")
        InterventionFactory(
            student=child,
            teacher=people.TE,
            message=TeacherMessageFactory(
                student=child, teacher=people.TE, message=f"Well done, {child.name}."
            ),
        )
    # One more of each than there are roles that take one away.
    for _ in range(4):
        letter = InterventionFactory(
            student=student, teacher=people.TE, intervention_type="parent_notification"
        )
        resolve(letter, by=people.TE)
        InterventionFactory(
            student=student, teacher=people.TE, intervention_type="parent_notification"
        )
    people.open_ones = student.interventions.open()
    people.closed_ones = student.interventions.resolved()
    for _ in range(4):
        AlertFactory(student=student, classroom=classroom)
        acknowledge(AlertFactory(student=student, classroom=classroom), by=people.TE)
    people.alerts = student.alerts.filter(status="open")
    people.seen_alerts = student.alerts.filter(status="acknowledged")
    people.message = student.teacher_messages.get()
    people.work, people.asked = work_to_do(student)
    people.skill = people.work.assignment.skills.get()
    for child, teacher in (
        (student, people.TE),
        (people.ST2.student, people.TE),
        (next_door, people.TO),
        (stranger, people.TX),
    ):
        MeetingFactory(student=child, teacher=teacher)
    people.meeting = student.meetings.get()
    people.feed = CalendarFeedFactory(user=people.TE)
    people.api_token = ApiTokenFactory(user=people.TE)
    people.letter = letter_to_family(student, people.TE)
    people.token = opt_out_token(student.guardianships.get(), "progress")
    people.group = GroupActionFactory(classroom=classroom, teacher=people.TE)
    GroupActionItemFactory(group=people.group, student=student)
    people.student, people.classroom = student, classroom
    people.template = MessageTemplateFactory(school=school, owner=people.TE)
    return people


def work_to_do(student):
    """A piece of work that asks questions, and what its form says it asked."""
    work = AssignedWorkFactory(student=student)
    skill = student.practice_sessions.get().skill
    work.assignment.skills.add(skill)
    ItemFactory(skill=skill)
    form = AnswerForm.asking(next_question(work), work, timezone.now())
    return work, form["asked"].value()


def letter_to_family(student, teacher):
    """One whose mail has not left yet."""
    return ParentNotificationFactory(
        intervention=InterventionFactory(
            student=student, teacher=teacher, intervention_type="parent_notification"
        ),
        guardian=student.guardians.get(),
        email=OutboundEmailFactory(),
    )


SEEN_BY_CLASS_STAFF = {"Sam Okafor", "Noa Lindqvist"}
MAY_BE_NAMED = {
    "AN": set(),
    "ST": {"Sam Okafor"},
    "ST2": {"Noa Lindqvist"},
    "GU": {"Sam Okafor"},
    "GU2": {"Noa Lindqvist"},
    "TE": SEEN_BY_CLASS_STAFF,
    "CO": SEEN_BY_CLASS_STAFF,
    "AIDE": SEEN_BY_CLASS_STAFF,
    "TO": {"Otis Nextdoor"},
    "LE": SEEN_BY_CLASS_STAFF | {"Otis Nextdoor"},
    "AD": SEEN_BY_CLASS_STAFF | {"Otis Nextdoor"},
    "TX": {"Foreign Fenwick"},
}
CHILDREN = set().union(*MAY_BE_NAMED.values())


def named_wrongly(role, response):
    text = response.content.decode() + str(response.headers)
    return {name for name in CHILDREN - MAY_BE_NAMED[role] if name in text}


def client_of(world, role):
    client = Client()
    if role != "AN":
        client.force_login(getattr(world, role), backend="alpha.accounts.backends.UsernameBackend")
    return client


def address_of(world, row, *, unknown=False):
    kwargs = ADDRESS[row["route"]](world) if row["route"] in ADDRESS else {}
    if unknown:
        kwargs = {name: UNKNOWN if isinstance(key, int) else key for name, key in kwargs.items()}
    return reverse(row["route"], kwargs=kwargs)


def ask(world, row, role, headers, *, unknown=False, client=None):
    # Rights are what is asked here, not how often somebody tried.
    cache.clear()
    body = BODY.get(row["route"], {})
    body = body(world) if callable(body) else body
    data, content_type = as_json(body) if is_api(row) else as_form(body)
    return (client or client_of(world, role)).generic(
        row["method"],
        address_of(world, row, unknown=unknown),
        data=data,
        content_type=content_type,
        headers=headers | HEADERS.get(row["route"], {}),
    )


def as_json(body):
    return json.dumps(body).encode(), "application/json"


def as_form(body):
    fields = body | {"idempotency_key": str(uuid4())}
    return (
        "&".join(f"{name}={value}" for name, value in fields.items()).encode(),
        "application/x-www-form-urlencoded",
    )


def expected_status(answer, headers):
    if answer == "signin":
        return 401 if headers else 302
    if answer == "W":
        return 200 if headers else 302
    if answer == "R":
        return 302
    return int(answer)


def same_for_unknown(response):
    """What somebody could compare: everything but the id of the request."""
    headers = {name: value for name, value in response.items() if name != "X-Request-ID"}
    return response.status_code, response.content, headers, response.cookies.output()


@cells(MATRIX)
def test_each_role_gets_its_answer_and_no_other_child(world, row, headers):
    """One cell after the other; a cell's own changes do not matter to the next one."""
    clients = {role: client_of(world, role) for role in ROLES}
    for role in ROLES:
        with written_tables() as written:
            response = ask(world, row, role, headers, client=clients[role])

        cell = f"{role} {row['method']} {row['route']}"
        assert (cell, response.status_code) == (cell, expected_status(row[role], headers))
        assert (cell, named_wrongly(role, response)) == (cell, set())
        if row[role] not in {"W", "R"}:
            accepted = row[role] in {"200", "201"}
            allowed = set(row["changes"].split()) if accepted else set()
            assert (cell, written - allowed) == (cell, set())


@cells(OBJECTS)
def test_refusal_does_not_tell_whether_the_row_exists(world, row, headers):
    for role in (role for role in ROLES if row[role] in {"404", "signin"}):
        real = ask(world, row, role, headers)
        unknown = ask(world, row, role, headers, unknown=True)

        if row[role] == "signin" and not headers:
            assert unknown.url == real.url.replace(
                address_of(world, row), address_of(world, row, unknown=True)
            )
        else:
            assert (role, same_for_unknown(unknown)) == (role, same_for_unknown(real))


@OBJECT_ROWS
def test_unknown_row_is_not_found_by_anybody(world, row):
    answers = {role: ask(world, row, role, {}, unknown=True).status_code for role in ROLES[1:]}

    assert answers == dict.fromkeys(ROLES[1:], 404)


@pytest.mark.parametrize("route", sorted({row["route"] for row in MATRIX}))
def test_methods_that_are_not_in_the_matrix_do_nothing(world, route):
    listed = {row["method"] for row in MATRIX if row["route"] == route}
    answers = {}
    for method in set(METHODS) - listed:
        row = {"route": route, "method": method}
        client = client_of(world, "TE")
        with written_tables() as written:
            answers[method] = ask(world, row, "TE", {}, client=client).status_code
        assert (method, written) == (method, set())

    # The forms of django-allauth take PUT for a POST without fields.
    if not route.startswith("account_"):
        refused = 403 if route == "admin:index" else 405
        assert answers == dict.fromkeys(answers, refused)


@pytest.mark.parametrize("role", ROLES[1:])
def test_post_without_the_token_of_the_page_is_refused_for_every_id_alike(world, role):
    client = Client(enforce_csrf_checks=True)
    client.force_login(getattr(world, role), backend="alpha.accounts.backends.UsernameBackend")
    addresses = [
        reverse("interventions:take_action", args=[key]) for key in (world.student.pk, UNKNOWN)
    ]

    with written_tables() as written:
        real, unknown = [client.post(address, {"message": "Hi"}) for address in addresses]

    assert real.status_code == 403
    assert same_for_unknown(unknown) == same_for_unknown(real)
    assert written == set()


def test_accepted_writes_do_write(world):
    """The positive twin: a refusal above is one of rights, not of a broken address."""
    row = {"route": "interventions:take_action", "method": "POST"}
    client = client_of(world, "TE")

    with written_tables() as written:
        response = ask(world, row, "TE", {}, client=client)

    assert response.status_code == 302
    assert written == {
        "accounts_idempotencykey",
        "interventions",
        "notifications_notification",
        "teacher_messages",
    }


FIRST_PAGES = {
    "ST": "/me/",
    "GU": "/inbox/",
    "TE": "/today/",
    "LE": "/today/",
    "AD": "/admin/",
}


@pytest.mark.parametrize("role", FIRST_PAGES)
def test_each_role_lands_on_its_first_page(world, role):
    assert client_of(world, role).get("/").url == FIRST_PAGES[role]


def test_whoever_runs_the_server_lands_in_the_admin(world):
    office = copy(world.AD)
    office.school, office.role, office.is_superuser = None, Role.TEACHER, True
    office.save()

    assert client_of(world, "AD").get("/").url == "/admin/"
