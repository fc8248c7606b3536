"""What may stand in the address of a report: checked here, so that views get clean values or a message."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from crispy_forms.helper import FormHelper
from django import forms

from alpha.periods import MAX_DAYS, Period
from analytics.reports import SORTS, Ticked

# How the heat map can be shown: what stands in its address, and the word on its switch.
HEAT_ORDERS = (("need", "Need"), ("name", "Name"))
HEAT_SKILLS = (("practiced", "Skills practiced"), ("all", "All begun"))
HEAT_SIZES = (("roomy", "Roomy"), ("compact", "Compact"))
HEAT_CELLS = (("open", "Open"), ("select", "Select"))
# As many cells as an address has room for: servers take about 4,000 characters.
MOST_CELLS = 150
LONGEST_ID = 18
DEFAULT_DAYS = 30
DEFAULT_SORT = "name"
WINDOWS = (7, 14, 30, 90)
DAYS_REFUSED = f"Choose a period of 1 to {MAX_DAYS} days."
DATE_REFUSED = "Write a day as year-month-day, for example 2026-03-14."
HALF_A_PERIOD = "Choose both the first and the last day."
FUTURE_REFUSED = "The last day cannot lie in the future."
ORDER_REFUSED = "The first day has to come before the last."
SORT_REFUSED = "The table cannot be sorted that way."
VIEW_REFUSED = "The heat map cannot be shown that way."
SELECTION_REFUSED = "Select students, skills and cells by the boxes on the heat map."
TOO_MANY_CELLS = (
    f"Select at most {MOST_CELLS} single cells. Whole students and skills have boxes of their own."
)


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DATE_REFUSED},
    )


class IdsField(forms.TypedMultipleChoiceField):
    """Ids from boxes; which of them exist is for the page that shows them to know."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=[], **kwargs)

    def valid_value(self, value: Any) -> bool:
        return is_id(str(value))

    def validate(self, value: list[str]) -> None:
        if not all(map(self.valid_value, value)):
            raise forms.ValidationError(SELECTION_REFUSED)


class CellsField(forms.TypedMultipleChoiceField):
    """Pairs of ids, (student, skill), from boxes whose values read "12-34"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=as_pair, empty_value=[], **kwargs)

    def valid_value(self, value: Any) -> bool:
        ids = str(value).split("-")
        return len(ids) == 2 and all(map(is_id, ids))

    def validate(self, value: list[str]) -> None:
        if not all(map(self.valid_value, value)):
            raise forms.ValidationError(SELECTION_REFUSED)
        if len(value) > MOST_CELLS:
            raise forms.ValidationError(TOO_MANY_CELLS)


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_ID


def as_pair(value: str) -> tuple[int, int]:
    student_id, skill_id = value.split("-")
    return int(student_id), int(skill_id)


class StudentReportForm(forms.Form):
    """The window of a report: the last `days` dates, today included, or from `start` to `end`.

    `cleaned_data["period"]` is the window, 30 days where nothing is said; `window_query` is what to
    put into the address of another report so that it shows the same one.
    """

    days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_DAYS,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), DAYS_REFUSED),
    )
    start = day_field("First day")
    end = day_field("Last day")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            cleaned["period"] = self._period(cleaned)
        return cleaned

    @property
    def window_query(self) -> str:
        """Return "" for the usual window, else "?days=90" or "?start=…&end=…"."""
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        if start and end:
            return f"?{urlencode({'start': start.isoformat(), 'end': end.isoformat()})}"
        days = self.cleaned_data["period"].days
        return "" if days == DEFAULT_DAYS else f"?{urlencode({'days': days})}"

    def _period(self, cleaned: dict[str, Any]) -> Period | None:
        start, end = cleaned["start"], cleaned["end"]
        if not start and not end:
            return Period.last(cleaned["days"] or DEFAULT_DAYS, today=self.today)
        problem = self._problem(start, end)
        if problem:
            self.add_error(None, problem)
            return None
        return Period(start, end + timedelta(days=1))

    def _problem(self, start: date | None, end: date | None) -> str:
        if not start or not end:
            return HALF_A_PERIOD
        if end > self.today:
            return FUTURE_REFUSED
        if start > end:
            return ORDER_REFUSED
        return DAYS_REFUSED if (end - start).days >= MAX_DAYS else ""


class ClassReportForm(StudentReportForm):
    """The window, and the column that orders the students (a minus before it turns it round)."""

    sort = forms.ChoiceField(
        required=False,
        choices=[(name, name) for key in SORTS for name in (key, f"-{key}")],
        error_messages={"invalid_choice": SORT_REFUSED},
    )

    def clean_sort(self) -> str:
        return self.cleaned_data["sort"] or DEFAULT_SORT


class HeatmapForm(StudentReportForm):
    """The window, the order of students (`sort`) and of skills, which skills, and what was ticked.

    `cells` says what a cell is for: its evidence opens, or it can be ticked. `cleaned_data["ticked"]`
    is everything that was.
    """

    sort = forms.ChoiceField(
        required=False, choices=HEAT_ORDERS, error_messages={"invalid_choice": SORT_REFUSED}
    )
    skills = forms.ChoiceField(
        required=False, choices=HEAT_ORDERS, error_messages={"invalid_choice": SORT_REFUSED}
    )
    show = forms.ChoiceField(
        required=False,
        choices=HEAT_SKILLS,
        error_messages={"invalid_choice": VIEW_REFUSED},
    )
    size = forms.ChoiceField(
        required=False,
        choices=HEAT_SIZES,
        error_messages={"invalid_choice": VIEW_REFUSED},
    )
    cells = forms.ChoiceField(
        required=False,
        choices=HEAT_CELLS,
        error_messages={"invalid_choice": VIEW_REFUSED},
    )
    student = IdsField(required=False)
    skill = IdsField(required=False)
    cell = CellsField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            cleaned["ticked"] = Ticked(
                students=frozenset(cleaned["student"]),
                skills=frozenset(cleaned["skill"]),
                cells=frozenset(cleaned["cell"]),
            )
        return cleaned

    def clean_sort(self) -> str:
        return self.cleaned_data["sort"] or HEAT_ORDERS[0][0]

    def clean_skills(self) -> str:
        return self.cleaned_data["skills"] or HEAT_ORDERS[0][0]

    def clean_show(self) -> str:
        return self.cleaned_data["show"] or HEAT_SKILLS[0][0]

    def clean_cells(self) -> str:
        return self.cleaned_data["cells"] or HEAT_CELLS[0][0]
