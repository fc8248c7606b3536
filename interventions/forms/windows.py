"""Over which time help is looked at: it takes weeks to see anything, so a school year is the usual."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from alpha.periods import Period
from analytics.forms import StudentReportForm

LAST_DAYS = 90


class HelpWindowForm(StudentReportForm):
    """`cleaned_data["period"]`: the school year so far where nothing is said, or as in a report."""

    @property
    def window_query(self) -> str:
        """What to put into another address so that it shows the same period; empty for the usual one."""
        said = {
            name: value.isoformat() if isinstance(value, date) else value
            for name in ("days", "start", "end")
            if (value := self.cleaned_data[name])
        }
        return f"?{urlencode(said)}" if said else ""

    @property
    def windows(self) -> list[dict[str, Any]]:
        """The choices of the switch: {days, label, is_current}; days is None for the school year."""
        days, by_dates = self.cleaned_data["days"], bool(self.cleaned_data["start"])
        choices = sorted({LAST_DAYS, days} - {None})
        return [
            {"days": None, "label": "School year", "is_current": not days and not by_dates},
            *(
                {"days": one, "label": f"{one} days", "is_current": one == days and not by_dates}
                for one in choices
            ),
        ]

    def _period(self, cleaned: dict[str, Any]) -> Period | None:
        if not any(cleaned[name] for name in ("days", "start", "end")):
            return Period.school_year(today=self.today)
        return super()._period(cleaned)
