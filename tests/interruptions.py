"""A database that stops answering in the middle of an action."""

from django.db import OperationalError, connection


def interrupted_at(number):
    """An execute wrapper that fails instead of running the statement of that number, counted from 1."""
    count = 0

    def wrapper(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if count == number:
            raise OperationalError(sql)
        return execute(sql, params, many, context)

    return wrapper


def interrupt_everywhere(action, check):
    """Run an action with its first statement failing, then its second, and so on until it gets through.

    `check` is called after each failure. Returns how many statements the action has.
    """
    statement = 1
    while True:
        try:
            with connection.execute_wrapper(interrupted_at(statement)):
                action()
        except OperationalError:
            check()
            statement += 1
        else:
            return statement - 1
