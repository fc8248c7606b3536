"""Why there is an alert: the rule with its limits, the values it saw, the practice behind them, and what was done since.

Window: the dates that the rule looked at, which its evidence names; else the 30 dates up to the evaluation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from alpha.periods import MAX_DAYS, Period
from analytics import alert_words
from analytics.detectors.accuracy import WINDOW
from analytics.metrics.sessions import SessionRow, sessions_of
from analytics.models import Alert, AlertChange

# Work that is late and a class that pauses are not about single sittings.
WITHOUT_SESSIONS = frozenset({Alert.Kind.OVERDUE, Alert.Kind.CLASS_GAP})


@dataclass(frozen=True, slots=True)
class Reasons:
    """`sessions` are the sittings the rule counted, newest first; `changes` what people did, oldest first."""

    alert: Alert
    sentence: str
    rule: str
    values: tuple[tuple[str, str], ...]
    sessions: tuple[SessionRow, ...]
    changes: tuple[AlertChange, ...]

    @property
    def is_estimated(self) -> bool:
        return any(row.is_estimated for row in self.sessions)


def reasons_of(alert: Alert) -> Reasons:
    """Two queries, and one each for a skill and an assignment."""
    about = alert_words.About(
        skill=alert.skill.name if alert.skill else "",
        assignment=alert.assignment.title if alert.assignment else "",
    )
    return Reasons(
        alert=alert,
        sentence=alert_words.sentence(alert.kind, alert.evidence, about),
        rule=alert_words.rule(alert.kind, alert.evidence),
        values=tuple(alert_words.values(alert.kind, alert.evidence)),
        sessions=_sessions(alert),
        changes=tuple(alert.changes.select_related("made_by")),
    )


def _sessions(alert: Alert) -> tuple[SessionRow, ...]:
    if alert.student is None or alert.kind in WITHOUT_SESSIONS:
        return ()
    period = _window(alert.evidence, alert.classroom.school.day_of(alert.opened_at))
    rows = sessions_of(alert.student, period)
    if alert.skill_id is None:
        return rows
    return tuple(row for row in rows if row.skill_id == alert.skill_id)


def _window(evidence: Mapping[str, Any], opened_on: date) -> Period:
    """What a gap follows is the practice before it."""
    on = _day(evidence.get("mastered")) or _day(evidence.get("on")) or opened_on
    last = _day(evidence.get("last_practice")) or on
    first = _day(evidence.get("since")) or last - timedelta(days=WINDOW - 1)
    first = max(first, on - timedelta(days=MAX_DAYS - 1))
    return Period(min(first, on), on + timedelta(days=1))


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
