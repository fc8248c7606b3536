"""The four tables of the request, compared with the catalog of the database that is running."""

import re

import pytest
from django.db import connection
from django.utils import timezone

from interventions.models import Intervention, Meeting, MessageTemplate, TeacherMessage
from tests.factories import StudentFactory, TeacherFactory

pytestmark = pytest.mark.django_db

REQUEST = """
CREATE TABLE teacher_messages (
    id INTEGER PRIMARY KEY,
    teacher_id INTEGER NOT NULL REFERENCES users(id),
    student_id INTEGER NOT NULL REFERENCES students(id),
    message TEXT NOT NULL,
    template_id INTEGER REFERENCES message_templates(id),
    sent_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    read_at TIMESTAMP,
    is_read BOOLEAN DEFAULT FALSE
);
CREATE TABLE message_templates (
    id INTEGER PRIMARY KEY,
    category VARCHAR(50) NOT NULL,
    title VARCHAR(200) NOT NULL,
    content TEXT NOT NULL,
    variables JSON,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE interventions (
    id INTEGER PRIMARY KEY,
    teacher_id INTEGER NOT NULL REFERENCES users(id),
    student_id INTEGER NOT NULL REFERENCES students(id),
    intervention_type VARCHAR(50) NOT NULL,
    action_taken TEXT NOT NULL,
    resolution_notes TEXT,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    resolved_at TIMESTAMP,
    is_resolved BOOLEAN DEFAULT FALSE,
    effectiveness_rating INTEGER
);
CREATE TABLE meetings (
    id INTEGER PRIMARY KEY,
    teacher_id INTEGER NOT NULL REFERENCES users(id),
    student_id INTEGER NOT NULL REFERENCES students(id),
    meeting_type VARCHAR(50) NOT NULL,
    scheduled_at TIMESTAMP NOT NULL,
    duration_minutes INTEGER DEFAULT 30,
    location VARCHAR(200),
    notes TEXT,
    status VARCHAR(20) DEFAULT 'scheduled',
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_messages_student ON teacher_messages(student_id);
CREATE INDEX idx_messages_teacher ON teacher_messages(teacher_id);
CREATE INDEX idx_interventions_student ON interventions(student_id);
CREATE INDEX idx_interventions_teacher ON interventions(teacher_id);
CREATE INDEX idx_meetings_scheduled ON meetings(scheduled_at);
"""

# The request's words in each database's own: Django keeps instants in UTC, so a TIMESTAMP is
# `timestamptz` on PostgreSQL; JSON is checked text on SQLite.
TYPES = {
    "sqlite": {
        "INTEGER": "integer",
        "TEXT": "text",
        "TIMESTAMP": "datetime",
        "BOOLEAN": "bool",
        "JSON": "text",
    },
    "postgresql": {
        "INTEGER": "integer",
        "TEXT": "text",
        "TIMESTAMP": "timestamp with time zone",
        "BOOLEAN": "boolean",
        "JSON": "jsonb",
    },
}
DEFAULTS = {
    "sqlite": {
        "CURRENT_TIMESTAMP": "STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')",
        "FALSE": "0",
        "30": "30",
        "'scheduled'": "'scheduled'",
    },
    "postgresql": {
        "CURRENT_TIMESTAMP": "statement_timestamp()",
        "FALSE": "false",
        "30": "30",
        "'scheduled'": "'scheduled'::character varying",
    },
}
COLUMN = re.compile(
    r"^ +(?P<name>\w+) (?P<type>\w+)(\((?P<length>\d+)\))?(?P<key> PRIMARY KEY)?"
    r"(?P<required> NOT NULL)?( REFERENCES (?P<target>\w+)\(id\))?( DEFAULT (?P<default>[^,\n]+))?,?$",
    re.MULTILINE,
)
TABLES = re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", REQUEST, re.DOTALL)
TABLE_NAMES = [name for name, _ in TABLES]


def fetch(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def requested_columns(body):
    """Name to (type, length, nullable, default, target), in the words of the running database."""
    columns = {}
    for match in COLUMN.finditer(body):
        kind, length, default = match["type"], match["length"], match["default"]
        columns[match["name"]] = (
            TYPES[connection.vendor].get(kind, "varchar"),
            int(length) if length else None,
            not (match["required"] or match["key"]),
            DEFAULTS[connection.vendor][default] if default else None,
            match["target"],
        )
    return columns


def sqlite_columns(table):
    columns = {}
    for _, name, declared, required, default, _ in fetch(f"PRAGMA table_info({table})"):
        kind, _, length = declared.lower().rstrip(")").partition("(")
        columns[name] = (kind, int(length) if length else None, not required, default)
    return columns


def postgresql_columns(table):
    rows = fetch(
        "SELECT column_name, data_type, character_maximum_length, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s",
        table,
    )
    return {
        name: (
            "varchar" if kind == "character varying" else kind,
            length,
            nullable == "YES",
            default,
        )
        for name, kind, length, nullable, default in rows
    }


READERS = {"sqlite": sqlite_columns, "postgresql": postgresql_columns}


def actual_columns(table):
    with connection.cursor() as cursor:
        relations = connection.introspection.get_relations(cursor, table)
    return {
        name: (*parts, relations[name][1] if name in relations else None)
        for name, parts in READERS[connection.vendor](table).items()
    }


def sqlite_indexes(table):
    names = [row[1] for row in fetch(f"PRAGMA index_list({table})")]
    return {name: [row[2] for row in fetch(f"PRAGMA index_info({name})")] for name in names}


def postgresql_indexes(table):
    rows = fetch("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", table)
    return {name: text[text.index("(") + 1 : text.index(")")].split(", ") for name, text in rows}


INDEX_READERS = {"sqlite": sqlite_indexes, "postgresql": postgresql_indexes}


def test_request_is_read_whole():
    assert {name: len(requested_columns(body)) for name, body in TABLES} == {
        "teacher_messages": 8,
        "message_templates": 6,
        "interventions": 10,
        "meetings": 10,
    }


@pytest.mark.parametrize("table, body", TABLES, ids=TABLE_NAMES)
def test_table_keeps_every_requested_column(table, body):
    requested = requested_columns(body)
    actual = actual_columns(table)

    assert {name: actual.get(name) for name in requested} == requested


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_added_columns_may_be_left_out_by_whoever_knows_only_the_requested_ones(table):
    requested = requested_columns(dict(TABLES)[table])
    added = {name: parts for name, parts in actual_columns(table).items() if name not in requested}

    assert [name for name, parts in added.items() if not parts[2] and parts[3] is None] == []


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_primary_key_is_the_id(table):
    with connection.cursor() as cursor:
        assert connection.introspection.get_primary_key_columns(cursor, table) == ["id"]


@pytest.mark.parametrize(
    "name, table, column", re.findall(r"CREATE INDEX (\w+) ON (\w+)\((\w+)\)", REQUEST)
)
def test_requested_index_exists(name, table, column):
    assert INDEX_READERS[connection.vendor](table).get(name) == [column]


def insert(table, **values):
    names = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    fetch(
        f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING id",  # noqa: S608  # names from here
        *values.values(),
    )


def people():
    student = StudentFactory()
    return {
        "teacher_id": TeacherFactory(school=student.school).pk,
        "student_id": student.pk,
    }


def seconds_since(instant):
    return abs((timezone.now() - instant).total_seconds())


def test_database_fills_in_a_message():
    insert("teacher_messages", message="Well done.", **people())

    message = TeacherMessage.objects.get()
    assert (message.is_read, message.read_at, message.template) == (False, None, None)
    assert seconds_since(message.sent_at) < 600


def test_database_fills_in_a_template():
    insert("message_templates", category="struggling", title="Support", content="Hi")

    template = MessageTemplate.objects.get()
    assert (template.variables, template.is_active) == (None, True)
    assert seconds_since(template.created_at) < 600


def test_database_fills_in_an_intervention():
    insert(
        "interventions",
        intervention_type="parent_notification",
        action_taken="Called home",
        **people(),
    )

    intervention = Intervention.objects.get()
    assert (intervention.is_resolved, intervention.effectiveness_rating) == (False, None)
    assert seconds_since(intervention.created_at) < 600


def test_database_fills_in_a_meeting():
    insert("meetings", meeting_type="one_on_one", scheduled_at=timezone.now(), **people())

    meeting = Meeting.objects.get()
    assert (meeting.duration_minutes, meeting.status) == (30, "scheduled")
    assert seconds_since(meeting.created_at) < 600
