"""Which tables a piece of work writes to, seen at the statements themselves: quicker than looking at every row."""

import re
from contextlib import contextmanager

from django.db import connection

from tests.digests import NOT_COUNTED

WRITE = re.compile(r'\s*(INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "?(\w+)"?', re.IGNORECASE)
SAVEPOINT = re.compile(r"(ROLLBACK TO )?SAVEPOINT (\S+)")


@contextmanager
def written_tables():
    """A set that fills with the names of tables in which a statement added, changed or removed a row meanwhile.

    A statement that found no row to change is no write, nor is one that was rolled back with its savepoint.
    """
    found, at_savepoint = set(), {}

    def notice(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if savepoint := SAVEPOINT.match(sql):
            back, name = savepoint.groups()
            if back:
                found.intersection_update(at_savepoint[name])
            else:
                at_savepoint[name] = set(found)
        elif (write := WRITE.match(sql)) and _changed_a_row(write[1], context["cursor"]):
            found.add(write[2])
        return result

    with connection.execute_wrapper(notice):
        yield found
    found -= NOT_COUNTED


def _changed_a_row(verb, cursor):
    # SQLite counts the rows of INSERT … RETURNING only while they are fetched.
    return verb.upper().startswith("INSERT") or cursor.rowcount != 0
