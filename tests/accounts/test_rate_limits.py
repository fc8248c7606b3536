"""How often somebody may ask in a minute: counted in the database, together."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from alpha.accounts.models import RateCount
from alpha.accounts.rate_limits import TooManyRequests, count_request

NOON = datetime(2026, 11, 23, 12, 0, 15, tzinfo=UTC)


@pytest.mark.django_db
def test_share_of_a_minute_is_used_up_and_comes_back(settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    assert [count_request("user:1", at=NOON) for _ in range(2)] == [1, 2]

    with pytest.raises(TooManyRequests) as refused:
        count_request("user:1", at=NOON)

    assert refused.value.seconds == 45
    assert count_request("user:2", at=NOON) == 1
    assert count_request("user:1", at=NOON.replace(minute=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_are_all_counted():
    gate = threading.Barrier(4)

    def ask():
        gate.wait()
        try:
            for _ in range(10):
                count_request("user:1", at=NOON)
        finally:
            connection.close()

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert RateCount.objects.get().requests == 40
