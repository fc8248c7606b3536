from datetime import UTC, datetime

import pytest
import time_machine


@pytest.fixture
def monday():
    """It is Monday, November 23, 2026, ten in the morning at the school (New York)."""
    with time_machine.travel(datetime(2026, 11, 23, 15, tzinfo=UTC), tick=False):
        yield
