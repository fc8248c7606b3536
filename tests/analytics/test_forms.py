import pytest

from analytics.forms import ClassReportForm, StudentReportForm


def test_window_is_thirty_days_and_order_by_name_where_nothing_is_said():
    form = ClassReportForm({})
    assert form.is_valid()
    assert form.cleaned_data == {"days": 30, "sort": "name"}


@pytest.mark.parametrize("days", ["1", "7", "90", "366"])
def test_window_of_one_to_366_days_is_taken(days):
    form = StudentReportForm({"days": days})
    assert form.is_valid()
    assert form.cleaned_data == {"days": int(days)}


@pytest.mark.parametrize("days", ["0", "-7", "367", "a week", "7.5", "9" * 40])
def test_other_windows_are_refused_with_what_is_possible(days):
    form = StudentReportForm({"days": days})
    assert form.errors == {"days": ["Choose a period of 1 to 366 days."]}


@pytest.mark.parametrize("sort", ["user__password", "accuracy,-name", "--name", "?"])
def test_only_listed_orders_are_taken(sort):
    form = ClassReportForm({"sort": sort})
    assert form.errors == {"sort": ["The table cannot be sorted that way."]}
