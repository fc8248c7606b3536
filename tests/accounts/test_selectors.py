from datetime import date

import pytest

from alpha.accounts.selectors import next_school_day
from tests.factories import SchoolHolidayFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "day, found",
    [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 28), date(2026, 11, 30)),
        # Over a holiday that ends on a Friday, and the weekend after it.
        (date(2026, 12, 1), date(2026, 12, 7)),
        (date(2026, 12, 4), date(2026, 12, 7)),
    ],
)
def test_next_school_day_is_the_day_itself_or_the_first_after_it(
    school, day, found, django_assert_num_queries
):
    SchoolHolidayFactory(school=school, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 4))

    with django_assert_num_queries(1):
        assert next_school_day(school, day) == found


def test_a_calendar_without_school_days_is_not_waited_for(school):
    SchoolHolidayFactory(school=school, starts_on=date(2026, 1, 1), ends_on=date(2028, 1, 1))

    assert next_school_day(school, date(2026, 11, 23)) == date(2026, 11, 23)
