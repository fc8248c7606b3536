from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from alpha.learning.imports.cells import CellError, Cells

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def cells(value, zone="America/New_York"):
    return Cells(2, {"cell": 0}, [value], ZoneInfo(zone), NOW)


def refusal(read, value):
    with pytest.raises(CellError) as error:
        getattr(cells(value), read)("cell")
    assert error.value.column == "cell"
    return error.value.reason


@pytest.mark.parametrize(
    "value, text", [("  two   words\n", "two words"), ("", ""), ("a,b", "a,b")]
)
def test_text_is_trimmed(value, text):
    assert cells(value).text("cell") == text


def test_missing_column_reads_as_empty():
    assert cells("x").text("other") == ""


def test_columns_are_found_whatever_their_case():
    assert cells("x").text("Cell") == "x"


@pytest.mark.parametrize(
    "read, value, reason",
    [
        ("required", "  ", "is empty."),
        ("text", "x" * 151, "has 151 characters; 150 are the most."),
        ("text", "a\x00b", "has a character that is not text."),
        ("whole", "2.5", "“2.5” is not a whole number from 0 to 1,000,000."),
        ("whole", "-1", "“-1” is not a whole number from 0 to 1,000,000."),
        ("whole", "nan", "“nan” is not a whole number from 0 to 1,000,000."),
        ("whole", "1e9", "“1e9” is not a whole number from 0 to 1,000,000."),
        ("order", "12a", "“12a” is not a whole number."),
        ("order", "9" * 19, f"“{'9' * 19}” is not a whole number."),
        ("duration", "-3", "“-3” is not a duration."),
        ("duration", "inf", "“inf” is not a duration."),
        ("truth", "0.5", "“0.5” is neither 1 (right) nor 0 (wrong)."),
        ("moment", "yesterday", "“yesterday” is no date and time like 2026-03-02T10:15:00."),
        ("moment", "2026-03-02", "“2026-03-02” is no date and time like 2026-03-02T10:15:00."),
        ("moment", "0001-01-01T00:00:00Z", "the year 1 cannot be right."),
        ("past_moment", "2026-11-25T12:00:00Z", "“2026-11-25T12:00:00Z” lies in the future."),
        (
            "certain_moment",
            "2026-03-08T02:30:00",
            "“2026-03-08T02:30:00”: this hour does not exist on that day in America/New_York.",
        ),
        (
            "certain_moment",
            "2026-11-01T01:30:00",
            (
                "“2026-11-01T01:30:00”: this hour exists twice on that day in America/New_York. "
                "Add the offset from UTC, for example -05:00."
            ),
        ),
    ],
)
def test_cell_is_refused_with_its_column_and_a_reason(read, value, reason):
    assert refusal(read, value) == reason


@pytest.mark.parametrize(
    "read, value, result",
    [
        ("whole", "12.0", 12),
        ("order", "33022537", 33022537),
        ("duration", "16783.5", 16783.5),
        ("duration", "", None),
        ("truth", "1.0", True),
        ("truth", "No", False),
    ],
)
def test_cell_is_read(read, value, result):
    assert getattr(cells(value), read)("cell") == result


@pytest.mark.parametrize(
    "value, instant",
    [
        # Local time of the school: five hours behind UTC in winter.
        ("2026-03-02T10:15:00", datetime(2026, 3, 2, 15, 15, tzinfo=UTC)),
        ("2026-03-02 10:15:00.25", datetime(2026, 3, 2, 15, 15, 0, 250_000, tzinfo=UTC)),
        ("2026-03-02T10:15:00Z", datetime(2026, 3, 2, 10, 15, tzinfo=UTC)),
        # With an offset the doubtful hours are no longer in doubt.
        ("2026-11-01T01:30:00-05:00", datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
        ("2026-03-08T02:30:00-05:00", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
    ],
)
def test_moment_is_an_instant(value, instant):
    assert cells(value).certain_moment("cell") == instant


@pytest.mark.parametrize(
    "value, instant, doubt",
    [
        # Both are read with the offset before the change: -05:00 in March, -04:00 in November.
        ("2026-03-08T02:30:00", datetime(2026, 3, 8, 7, 30, tzinfo=UTC), "skipped"),
        ("2026-11-01T01:30:00", datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "repeated"),
        ("2026-11-01T02:30:00", datetime(2026, 11, 1, 7, 30, tzinfo=UTC), ""),
    ],
)
def test_doubtful_hour_is_read_as_before_the_change_and_named(value, instant, doubt):
    assert cells(value).moment("cell") == (instant, doubt)
