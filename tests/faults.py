"""The database failing at every place where it can: what is asked of everything that writes.

def test_an_interruption_at_any_statement_leaves_nothing(student, teacher):
    failed = fail_each_statement(lambda: send_message(student, by=teacher, message="Hello"))

    assert failed > 8
    assert TeacherMessage.objects.count() == 1
"""

from django.db import OperationalError, connection

from tests.digests import differing, tables
from tests.writes import WRITE


class InterruptionError(OperationalError):
    """What a lost connection or a full disk looks like to the code, and to no other cause."""


class _FailAt:
    """An execute wrapper that fails instead of running the statement of that number, counted from 1."""

    def __init__(self, number):
        self.number = number
        self.count = 0
        self.written = set()

    @property
    def has_failed(self):
        return self.count >= self.number

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        if self.count == self.number:
            raise InterruptionError(sql)
        if write := WRITE.match(sql):
            self.written.add(write[2])
        return execute(sql, params, many, context)


def fail_each_statement(use_case):
    """Runs `use_case` again and again, with its first statement failing, its second, …, and at last with none.

    After each failure every table has to be as it was before, and the failure has to be heard of: a use case that goes
    on as if nothing had happened is a mistake too. `use_case` takes no arguments and has to do the same each time; at
    the end it has run once. Returns how many statements failed: all it has.
    """
    before, number = tables(), 1
    while (failing := _run_failing_at(number, use_case)).has_failed:
        # What no statement wrote to is as it was.
        left = differing(before, tables(failing.written))
        assert left == set(), f"statement {number} failed and left its traces in {left}"
        number += 1
    return number - 1


def _run_failing_at(number, use_case):
    """The run, which has failed, or has gone through whole where there is no statement of that number."""
    wrapper = _FailAt(number)
    try:
        with connection.execute_wrapper(wrapper):
            use_case()
    except InterruptionError:
        return wrapper
    assert not wrapper.has_failed, f"statement {number} failed and nobody noticed"
    return wrapper
