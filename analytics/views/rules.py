"""How a class wants its alerts: thresholds with what they would mean today, and how its alerts were received."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import User
from alpha.htmx import HtmxRequest, leave_for
from alpha.learning.access import find_classroom
from alpha.learning.models import Classroom
from alpha.periods import Period
from analytics.alerts import would_flag
from analytics.alerts.preview import Preview
from analytics.alerts.rules import may_change_rules, rules_of, save_rules
from analytics.detectors import Kind
from analytics.metrics.alert_counts import RuleRecord, rule_records
from analytics.metrics.monitoring import school_limits
from analytics.models import ClassroomRules
from analytics.rule_forms import GROUPS, LIMITS, Limit, RuleGroup, RulesForm

RECORD_DAYS = 90
SAVED = "Saved. The new limits hold from the next look at the class: tonight, or when practice is recorded."


@dataclass(frozen=True, slots=True)
class Row:
    """One rule as the page shows it. `record` adds up what became of its alerts; `flagged`, `of`: what it finds today."""

    group: RuleGroup
    switch: BoundField
    limits: list[tuple[BoundField, Limit]]
    flagged: int
    of: int
    is_on: bool
    record: RuleRecord


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Target")
def class_rules(request: HtmxRequest, classroom_id: int) -> HttpResponse:
    """A POST saves, unless a preview is asked for: then the numbers come back for what was typed."""
    user = cast("User", request.user)
    classroom = find_classroom(user, classroom_id)
    may_change = may_change_rules(user, classroom)
    rules = rules_of(classroom)
    if request.method != "POST":
        return show(request, rules, form_of(request, rules), may_change=may_change)
    if not may_change:
        raise PermissionDenied
    form = form_of(request, rules, posted=True)
    if not form.is_valid():
        return show(request, rules, form, may_change=True, status=422 if request.htmx else 200)
    if "preview" in request.POST:
        return show(request, rules, form, may_change=True)
    return save(request, rules, form)


def form_of(request: HtmxRequest, rules: ClassroomRules, *, posted: bool = False) -> RulesForm:
    school = school_limits(rules.classroom.school)
    return RulesForm(request.POST if posted else None, rules=rules, school=school)


def save(request: HtmxRequest, rules: ClassroomRules, form: RulesForm) -> HttpResponse:
    user, classroom = cast("User", request.user), rules.classroom

    def effect() -> Answer:
        save_rules(classroom, form.values, by=user)
        return Answer(200, location=reverse("analytics:class_rules", args=[classroom.pk]))

    try:
        answer = with_idempotency(request, "analytics:class_rules", effect)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return show(request, rules, form, may_change=True, status=422 if request.htmx else 200)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return show(request, rules, form, may_change=True, status=422 if request.htmx else 200)
    messages.success(request, SAVED)
    if request.htmx:
        return leave_for(request, answer.location)
    return redirect(answer.location)


def show(
    request: HtmxRequest,
    rules: ClassroomRules,
    form: RulesForm,
    *,
    may_change: bool,
    status: int = 200,
) -> HttpResponse:
    """The page, or its rules alone where a number was changed; what is not valid is counted as it was saved."""
    classroom = rules.classroom
    context = {
        "classroom": classroom,
        "form": form,
        "rows": rows_of(classroom, rules, form),
        "may_change": may_change,
        "days": RECORD_DAYS,
    }
    piece = "#previews" if request.htmx and request.htmx.target == "previews" else ""
    return render(request, f"analytics/class_rules.html{piece}", context, status=status)


def rows_of(classroom: Classroom, rules: ClassroomRules, form: RulesForm) -> list[Row]:
    base = school_limits(classroom.school)
    asked = ClassroomRules(classroom=classroom, **form.values) if is_ready(form) else rules
    found = would_flag(classroom, asked.limits(base))
    period = Period.last(RECORD_DAYS, today=classroom.school.today())
    records = rule_records(classroom, period)
    return [_row(group, asked, form, found, records) for group in GROUPS]


def is_ready(form: RulesForm) -> bool:
    return form.is_bound and form.is_valid()


def _row(
    group: RuleGroup,
    rules: ClassroomRules,
    form: RulesForm,
    found: dict[Kind, Preview],
    records: dict[Kind, RuleRecord],
) -> Row:
    shown = [found[kind] for kind in group.kinds if kind in found]
    kept: list[Any] = [records[kind] for kind in group.kinds if kind in records]
    return Row(
        group=group,
        switch=form[group.switch],
        limits=[(form[name], LIMITS[name]) for name in group.limits],
        # Of good news a student may have several: the rule that finds most says how many there are at least.
        flagged=max(preview.flagged for preview in shown),
        of=shown[0].of,
        is_on=getattr(rules, group.switch),
        record=RuleRecord(
            raised=sum(record.raised for record in kept),
            dismissed=sum(record.dismissed for record in kept),
            acted_on=sum(record.acted_on for record in kept),
        ),
    )
