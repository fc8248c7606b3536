"""What becomes of findings: alerts open, stay, or close by themselves, and every trigger is written down."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from analytics.alerts.looking import Looked
from analytics.alerts.states import state_of
from analytics.detectors import CLASS_NOTES, GOOD_NEWS, Finding, lifecycle
from analytics.detectors.findings import known_kind
from analytics.metrics.monitoring import EvaluationDay, Members
from analytics.models import Alert, AlertChange, AlertTrigger

ROWS_AT_ONCE = 1000
# The practice of a day past was over by then.
EVENING = time(18)
COOL_DOWNS_END_AFTER = timedelta(days=22)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation came to: students looked at, findings, alerts opened and closed."""

    students: int = 0
    findings: int = 0
    opened: int = 0
    closed: int = 0

    def __add__(self, other: "Evaluation") -> "Evaluation":
        return Evaluation(
            self.students + other.students,
            self.findings + other.findings,
            self.opened + other.opened,
            self.closed + other.closed,
        )


@dataclass(frozen=True, slots=True)
class Met:
    """One finding about somebody, under the key of its alert."""

    key: str
    looked: Looked
    finding: Finding


def keep(day: EvaluationDay, looked: Sequence[Looked]) -> Evaluation:
    """Write down what was found. To be called inside a transaction that holds the locks on the students.

    Eight statements at the most where no batch is full, whatever the number of students.
    """
    current, closed_on = _known_alerts(day, looked)
    met = [Met(one.key(found), one, found) for one in looked for found in one.assessment.findings]
    opened = _open(day, [one for one in met if one.key not in current], closed_on)
    _write_triggers(day, met, {**current, **opened})
    closed = _bring_up_to_date(day, looked, current, found={one.key for one in met})
    return Evaluation(
        students=sum(one.student_id is not None for one in looked),
        findings=len(met),
        opened=len(opened),
        closed=closed,
    )


def close_who_left(day: EvaluationDay, members: Members) -> Evaluation:
    """Close the alerts of students who are in no class in use any more, and the notes about classes out of use."""
    present = {student_id for students in members.values() for student_id in students}
    rows = Alert.objects.current().filter(classroom__school=day.school)
    gone = [
        pk
        for pk, kind, student_id, class_id in rows.values_list(
            "pk", "kind", "student_id", "classroom_id"
        )
        if (class_id not in members if kind in CLASS_NOTES else student_id not in present)
    ]
    with transaction.atomic():
        rows = Alert.objects.current().select_for_update().filter(pk__in=gone)
        closed = _close_all(list(rows.order_by("pk")), Alert.ResolveReason.LEFT, day)
    return Evaluation(closed=closed)


def _known_alerts(
    day: EvaluationDay, looked: Iterable[Looked]
) -> tuple[dict[str, Alert], dict[str, date]]:
    """Return the current alerts by key, and the day the last one closed of those that may still be cooling down."""
    looked = list(looked)
    about = Q(student__in=[one.student_id for one in looked if one.student_id is not None])
    about |= Q(
        student=None, classroom__in=[one.classroom_id for one in looked if one.student_id is None]
    )
    still_matters = Q(closed_at=None) | Q(closed_at__gt=day.ends_at - COOL_DOWNS_END_AFTER)
    rows = Alert.objects.select_for_update().filter(about, still_matters).order_by("pk")
    # Evidence is the bulk of a row, and is only written here.
    rows = rows.defer("evidence")
    current: dict[str, Alert] = {}
    closed_on: dict[str, date] = {}
    for alert in rows:
        if alert.closed_at is None:
            current[alert.dedupe_key] = alert
        else:
            on = day.school.day_of(alert.closed_at)
            closed_on[alert.dedupe_key] = max(on, closed_on.get(alert.dedupe_key, on))
    return current, closed_on


def _open(day: EvaluationDay, met: Iterable[Met], closed_on: dict[str, date]) -> dict[str, Alert]:
    """Open the alerts that may be opened and return them by key.

    The database refuses a second current alert of a key and a second one of an episode; both are passed over.
    """
    fresh = {
        one.key: _new_alert(day, one)
        for one in met
        if lifecycle.may_open(one.finding.kind, closed_on.get(one.key), day.on)
    }
    if not fresh:
        return {}
    Alert.objects.bulk_create(fresh.values(), batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
    written = Alert.objects.current().filter(dedupe_key__in=fresh)
    return {alert.dedupe_key: alert for alert in written}


def _new_alert(day: EvaluationDay, met: Met) -> Alert:
    finding = met.finding
    return Alert(
        student_id=met.looked.student_id,
        classroom_id=met.looked.classroom_id,
        skill_id=finding.skill_id,
        assignment_id=finding.assignment_id,
        kind=finding.kind,
        severity=finding.severity,
        certainty=finding.certainty,
        evidence=dict(finding.evidence),
        opened_at=_instant(day),
        dedupe_key=met.key,
        episode=finding.episode,
        evaluated_on=day.on,
    )


def _bring_up_to_date(
    day: EvaluationDay,
    looked: Iterable[Looked],
    current: Mapping[str, Alert],
    *,
    found: Collection[str],
) -> int:
    """Let the current alerts know of this evaluation; return how many it closes.

    Rows that change alike are one statement, however many they are. What was found again says what its trigger of
    today says.
    """
    by_subject = {(one.student_id, one.student_id or one.classroom_id): one for one in looked}
    alerts = [alert for alert in current.values() if not _is_later(alert, day)]
    by_clear: dict[int, list[int]] = defaultdict(list)
    by_reason: dict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        one = by_subject[alert.student_id, alert.student_id or alert.classroom_id]
        reason = _reason_to_close(alert, one, day)
        by_clear[alert.clear_evaluations].append(alert.pk)
        if reason is not None:
            by_reason[reason].append(alert)
    for clear, pks in by_clear.items():
        Alert.objects.filter(pk__in=pks).update(evaluated_on=day.on, clear_evaluations=clear)
    met_again = [alert.pk for alert in alerts if alert.dedupe_key in found]
    Alert.objects.filter(pk__in=met_again).update(**_as_of_todays_trigger(day))
    return sum(_close_all(closing, reason, day) for reason, closing in by_reason.items())


def _as_of_todays_trigger(day: EvaluationDay) -> dict[str, Subquery]:
    trigger = AlertTrigger.objects.filter(key=OuterRef("dedupe_key"), evaluated_on=day.on)
    return {
        name: Subquery(trigger.values(name)[:1]) for name in ("severity", "certainty", "evidence")
    }


def _reason_to_close(alert: Alert, looked: Looked, day: EvaluationDay) -> str | None:
    """Count this evaluation on the alert and say why it closes; None where it stays."""
    kind = known_kind(alert.kind)
    if not looked.limits.is_on(kind):
        return Alert.ResolveReason.RULE_OFF
    if kind in GOOD_NEWS:
        is_old = lifecycle.is_old_news(kind, day.school.day_of(alert.opened_at), day.on)
        return Alert.ResolveReason.OLD_NEWS if is_old else None
    if not looked.assessment.is_over((kind, alert.skill_id, alert.assignment_id)):
        alert.clear_evaluations = 0
        return None
    alert.clear_evaluations = lifecycle.clear_evaluations(
        alert.clear_evaluations, alert.evaluated_on, day.on
    )
    over = lifecycle.is_over(kind, alert.clear_evaluations)
    return Alert.ResolveReason.OVER if over else None


def _close_all(alerts: Sequence[Alert], reason: str, day: EvaluationDay) -> int:
    """Close alerts that nobody has to close, and write that down; return how many."""
    at = _instant(day)
    changes = [
        AlertChange(
            alert=alert,
            action=AlertChange.Action.CLOSED,
            reason=reason,
            made_at=at,
            before=state_of(alert),
        )
        for alert in alerts
    ]
    Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(
        status=Alert.Status.RESOLVED, snoozed_until=None, closed_at=at, close_reason=reason
    )
    AlertChange.objects.bulk_create(changes, batch_size=ROWS_AT_ONCE)
    return len(changes)


def _write_triggers(day: EvaluationDay, met: Iterable[Met], alerts: dict[str, Alert]) -> None:
    """Write what was met today; a second evaluation of the day keeps the row and brings its evidence up to date."""
    AlertTrigger.objects.bulk_create(
        [
            AlertTrigger(
                student_id=one.looked.student_id,
                classroom_id=one.looked.classroom_id,
                skill_id=one.finding.skill_id,
                assignment_id=one.finding.assignment_id,
                kind=one.finding.kind,
                key=one.key,
                evaluated_on=day.on,
                severity=one.finding.severity,
                certainty=one.finding.certainty,
                evidence=dict(one.finding.evidence),
                alert=_alert_of_the_day(alerts.get(one.key), day),
            )
            for one in met
        ],
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["key", "evaluated_on"],
        update_fields=["severity", "certainty", "evidence"],
    )


def _alert_of_the_day(alert: Alert | None, day: EvaluationDay) -> Alert | None:
    """The alert, unless it was opened on a later day than the one that is told."""
    if alert is None or day.school.day_of(alert.opened_at) > day.on:
        return None
    return alert


def _is_later(alert: Alert, day: EvaluationDay) -> bool:
    """Whether the alert knows of a later day already: the past does not change it any more."""
    evaluated_on = alert.evaluated_on or day.school.day_of(alert.opened_at)
    return evaluated_on > day.on


def _instant(day: EvaluationDay) -> datetime:
    """When things of this day happened: now, or in the evening of a day past."""
    if not day.is_past:
        return timezone.now()
    return datetime.combine(day.on, EVENING, tzinfo=day.school.zone)
