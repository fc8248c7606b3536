from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from alpha.accounts.models import User
from alpha.learning.access import (
    find_classroom,
    find_enrolled,
    find_skill,
    helpable_ids,
    may_help,
)
from analytics import reports
from analytics.forms import (
    HEAT_CELLS,
    HEAT_ORDERS,
    HEAT_SIZES,
    HEAT_SKILLS,
    HeatmapForm,
    StudentReportForm,
)
from analytics.report_views import record_report_view
from analytics.views.windows import window_context, without_query

# With more skills than this the heat map starts in its compact size.
ROOMY_SKILLS = 12
MOST_SESSIONS = 30


@require_safe
def heatmap(request: HttpRequest, classroom_id: int) -> HttpResponse:
    user = cast("User", request.user)
    classroom = find_classroom(user, classroom_id)
    form = HeatmapForm(request.GET, today=classroom.school.today())
    if not form.is_valid():
        return without_query(request, form)
    cleaned = form.cleaned_data
    whole = reports.skill_heatmap(
        classroom,
        period=cleaned["period"],
        students=cleaned["sort"],
        skills=cleaned["skills"],
        every_skill=cleaned["show"] == "all",
    )
    ticked = cleaned["ticked"]
    shown = reports.narrowed(whole, ticked)
    record_report_view(user, classroom=classroom)
    context = {
        "classroom": classroom,
        "whole": whole,
        "heatmap": shown,
        "ticked": ticked,
        "selection": reports.selection_of(whole, ticked),
        "box_rows": reports.box_rows(shown, ticked) if cleaned["cells"] == "select" else (),
        "is_compact": _size(cleaned["size"], shown) == "compact",
        "everything_url": _address(request, student=None, skill=None, cell=None),
        "switches": _switches(request, form, shown),
        "kept": _kept(request),
        "helpable": helpable_ids(user, classroom) if ticked else (),
        "as_of": timezone.now(),
        **window_context(form),
    }
    return render(request, "analytics/heatmap.html", context)


@require_safe
@vary_on_headers("HX-Request")
def evidence(
    request: HttpRequest, classroom_id: int, student_id: int, skill_id: int
) -> HttpResponse:
    user = cast("User", request.user)
    classroom = find_classroom(user, classroom_id)
    student = find_enrolled(classroom, student_id)
    skill = find_skill(classroom, skill_id)
    form = StudentReportForm(request.GET, today=classroom.school.today())
    if not form.is_valid():
        return without_query(request, form)
    record_report_view(user, student=student)
    report = reports.cell_evidence(student, skill, period=form.cleaned_data["period"])
    context = {
        "classroom": classroom,
        "report": report,
        "sessions": report.sessions[:MOST_SESSIONS],
        "more_sessions": len(report.sessions[MOST_SESSIONS:]),
        "may_help": may_help(user, student),
        **window_context(form),
    }
    # In a dialog the page below stays where it is, and so does its address.
    return push_url(render(request, "analytics/evidence.html", context), False)


@require_safe
def skill(request: HttpRequest, classroom_id: int, skill_id: int) -> HttpResponse:
    user = cast("User", request.user)
    classroom = find_classroom(user, classroom_id)
    skill = find_skill(classroom, skill_id)
    form = StudentReportForm(request.GET, today=classroom.school.today())
    if not form.is_valid():
        return without_query(request, form)
    record_report_view(user, classroom=classroom)
    context = {
        "classroom": classroom,
        "report": reports.skill_report(classroom, skill, period=form.cleaned_data["period"]),
        "helpable": helpable_ids(user, classroom),
        "as_of": timezone.now(),
        **window_context(form),
    }
    return render(request, "analytics/skill.html", context)


def _size(chosen: str, shown: reports.Heatmap) -> str:
    return chosen or ("compact" if len(shown.skills) > ROOMY_SKILLS else "roomy")


def _address(request: HttpRequest, **changes: str | None) -> str:
    """Return the address of this page with parts of its query changed, or left out where None."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _switches(
    request: HttpRequest, form: HeatmapForm, shown: reports.Heatmap
) -> list[dict[str, Any]]:
    """Return the ways to show the map, each {label, choices: [{label, link, is_current}]}."""
    cleaned = form.cleaned_data
    in_force = {
        "Students by": ("sort", HEAT_ORDERS, cleaned["sort"]),
        "Skills by": ("skills", HEAT_ORDERS, cleaned["skills"]),
        "Show": ("show", HEAT_SKILLS, cleaned["show"]),
        "Size": ("size", HEAT_SIZES, _size(cleaned["size"], shown)),
        "Cells": ("cells", HEAT_CELLS, cleaned["cells"]),
    }
    return [
        {
            "label": label,
            "choices": [
                {
                    "label": words,
                    "link": _address(request, **{name: value}),
                    "is_current": value == current,
                }
                for value, words in choices
            ],
        }
        for label, (name, choices, current) in in_force.items()
    ]


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What the selection has to carry along of the address."""
    names = ("days", "start", "end", "sort", "skills", "show", "size", "cells")
    return [(name, request.GET[name]) for name in names if request.GET.get(name)]
