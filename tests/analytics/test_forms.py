from datetime import date

import pytest

from alpha.periods import Period
from analytics.forms import ClassReportForm, StudentReportForm

TODAY = date(2026, 11, 23)
DAYS_REFUSED = "Choose a period of 1 to 366 days."


def checked(**data):
    form = StudentReportForm(data, today=TODAY)
    form.is_valid()
    return form


def test_window_is_thirty_days_and_order_by_name_where_nothing_is_said():
    form = ClassReportForm({}, today=TODAY)
    assert form.is_valid()
    assert form.cleaned_data["period"] == Period(date(2026, 10, 25), date(2026, 11, 24))
    assert form.cleaned_data["sort"] == "name"
    assert form.window_query == ""


@pytest.mark.parametrize("days", [1, 7, 90, 366])
def test_window_of_one_to_366_days_is_taken(days):
    form = checked(days=str(days))
    assert form.cleaned_data["period"] == Period.last(days, today=TODAY)
    assert form.window_query == f"?days={days}"


@pytest.mark.parametrize("days", ["0", "-7", "367", "a week", "7.5", "9" * 40])
def test_other_windows_are_refused_with_what_is_possible(days):
    assert checked(days=days).errors == {"days": [DAYS_REFUSED]}


def test_window_from_one_day_to_another_holds_both():
    form = checked(start="2026-09-01", end="2026-09-30")
    assert form.cleaned_data["period"] == Period(date(2026, 9, 1), date(2026, 10, 1))
    assert form.window_query == "?start=2026-09-01&end=2026-09-30"


def test_one_day_and_366_days_are_taken():
    assert checked(start="2026-11-23", end="2026-11-23").cleaned_data["period"].days == 1
    assert checked(start="2025-11-23", end="2026-11-23").cleaned_data["period"].days == 366


@pytest.mark.parametrize(
    "start, end, message",
    [
        ("2026-09-01", "", "Choose both the first and the last day."),
        ("", "2026-09-01", "Choose both the first and the last day."),
        ("2026-11-01", "2026-11-24", "The last day cannot lie in the future."),
        ("2026-09-02", "2026-09-01", "The first day has to come before the last."),
        ("2025-11-22", "2026-11-23", DAYS_REFUSED),
    ],
)
def test_dates_that_make_no_window_are_refused_with_the_reason(start, end, message):
    assert checked(start=start, end=end).errors == {"__all__": [message]}


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "09/01/2026"])
def test_what_is_no_date_is_refused_with_an_example(day):
    form = checked(start=day, end="2026-11-01")
    assert form.errors == {"start": ["Write a day as year-month-day, for example 2026-03-14."]}


@pytest.mark.parametrize("sort", ["user__password", "accuracy,-name", "--name", "?"])
def test_only_listed_orders_are_taken(sort):
    form = ClassReportForm({"sort": sort}, today=TODAY)
    assert form.errors == {"sort": ["The table cannot be sorted that way."]}
