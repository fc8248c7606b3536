"""The check that everything which writes is asked to pass has to be able to fail."""

import contextlib

import pytest
from django.db import DatabaseError, transaction

from alpha.accounts.models import School
from tests.factories import SchoolFactory
from tests.faults import fail_each_statement

pytestmark = pytest.mark.django_db


def two_schools():
    SchoolFactory(code="first")
    SchoolFactory(code="second")


def test_one_transaction_passes_and_has_run_once():
    # Savepoint, two rows, release.
    assert fail_each_statement(transaction.atomic(two_schools)) == 4
    assert School.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_rows_without_a_transaction_are_found_out():
    with pytest.raises(AssertionError, match=r"statement 2 failed and left its traces in .*school"):
        fail_each_statement(two_schools)


def test_a_failure_that_is_swallowed_is_found_out():
    def careless():
        with contextlib.suppress(DatabaseError):
            transaction.atomic(two_schools)()

    with pytest.raises(AssertionError, match="statement 1 failed and nobody noticed"):
        fail_each_statement(careless)
