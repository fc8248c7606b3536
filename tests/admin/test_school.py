"""The office keeps its school's calendar and thresholds."""

import pytest

from alpha.accounts.models import School
from tests.admin.pages import address, management_form

pytestmark = pytest.mark.django_db


def school_form(school, **changes):
    return {
        "name": school.name,
        "code": school.code,
        "time_zone": school.time_zone,
        "locale": school.locale,
        "weekdays_taught": ["0", "1", "2", "3", "4"],
        "quiet_from": "18:00",
        "quiet_until": "07:00",
        "excellent_from": "0.9",
        "good_from": "0.8",
        "fair_from": "0.7",
        "struggling_below": "0.7",
        "struggling_certainty": "0.8",
        "minimum_answers": "20",
        **management_form("holidays"),
        **changes,
    }


def test_office_keeps_its_calendar(client, office, school):
    response = client.post(
        address("accounts_school", "change", school.pk),
        school_form(
            school,
            weekdays_taught=["6", "0", "1"],
            **management_form("holidays", total=1),
            **{
                "holidays-0-name": "Autumn break",
                "holidays-0-starts_on": "2026-10-26",
                "holidays-0-ends_on": "2026-10-30",
            },
        ),
    )

    assert response.status_code == 302
    school.refresh_from_db()
    assert school.weekdays_taught == [6, 0, 1]
    assert [str(day) for day in school.holidays.all()] == ["Autumn break (2026-10-26 – 2026-10-30)"]


@pytest.mark.parametrize(
    "changes, errors",
    [
        (
            {"time_zone": "Mars/Olympus"},
            {
                "time_zone": [
                    "“Mars/Olympus” is no time zone. Write it as Area/City, for example America/New_York."
                ]
            },
        ),
        ({"weekdays_taught": []}, {"weekdays_taught": ["This field is required."]}),
        (
            {"good_from": "0.95"},
            {
                "__all__": [
                    "Excellent, good and fair have to follow each other downward, between 0 and 1."
                ]
            },
        ),
    ],
)
def test_school_that_cannot_be_is_refused_with_a_sentence(client, office, school, changes, errors):
    response = client.post(
        address("accounts_school", "change", school.pk), school_form(school, **changes)
    )

    assert response.context["adminform"].form.errors == errors


def test_office_neither_opens_nor_closes_schools(client, office, school):
    assert client.get(address("accounts_school", "add")).status_code == 403
    assert (
        client.post(address("accounts_school", "delete", school.pk), {"post": "yes"}).status_code
        == 403
    )
    assert School.objects.filter(pk=school.pk).exists()
