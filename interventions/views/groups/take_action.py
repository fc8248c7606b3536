"""Take Action for several students of a class: a preview for each, untickable, and carrying it out.

Whom it is about stands in the address, as on the class list and the heat map: their boxes lead here. A POST acts, unless
a preview is asked for. What is sent is what was shown: each preview comes back with the form by its digest, and where
one would read differently by now, it is shown again instead.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.idempotency import Answer, answered_before, with_idempotency
from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.access import find_classroom_to_help
from alpha.learning.models import Classroom
from analytics.forms import HeatmapForm
from interventions.errors import Invalid
from interventions.forms.assignment import ids_in
from interventions.groups.choosing import Chosen, choose, latest_help
from interventions.groups.planning import carry_out_a_handful, plan
from interventions.groups.previews import Preview
from interventions.selectors import done_lately
from interventions.views.actions.frame import FIRST_KIND, acting, kinds_for
from interventions.views.groups.desks import DESKS, Desk

ROUTE = "interventions:group_action"
NOBODY_TICKED = "Tick at least one student."
CHANGED = (
    "Something has changed since you looked, so nothing was sent. This is how it would be now."
)
PIECES = {"group-form": "form", "group-previews": "previews"}


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Target")
def group_action(request: HtmxRequest, classroom_id: int) -> HttpResponse:
    user = acting(request)
    classroom = find_classroom_to_help(user, classroom_id)
    selection = HeatmapForm(request.GET, today=classroom.school.today())
    if not selection.is_valid():
        for errors in selection.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect(request.path)
    kind = kind_of(request, user)
    chosen = chosen_by(request, classroom, selection.cleaned_data)
    if not chosen.students:
        context = {"classroom": classroom, "lately": done_lately(user, classroom)}
        return render(request, "interventions/group_nobody.html", context)
    desk = DESKS[kind](user, chosen)
    if request.method != "POST":
        return show(request, desk, desk.drafted_form())
    if "preview" in request.POST:
        return show(request, desk, desk.again(request.POST, request.POST["preview"]))
    return decide(request, desk)


def kind_of(request: HtmxRequest, user: User) -> str:
    kind = request.GET.get("action", FIRST_KIND)
    if kind not in DESKS:
        kind = FIRST_KIND
    if kind not in kinds_for(user):
        raise PermissionDenied
    return kind


def chosen_by(request: HtmxRequest, classroom: Classroom, asked: dict[str, Any]) -> Chosen:
    """Who is named in the address; who was ticked stays in sight even where the selection has moved on."""
    return choose(
        classroom,
        asked["ticked"],
        period=asked["period"],
        every_skill=asked["show"] == "all",
        everyone=request.GET.get("everyone") == "1",
        also=ids_in(request.POST.getlist("to")),
    )


def decide(request: HtmxRequest, desk: Desk) -> HttpResponse:
    """Writes down what was shown for each student that is ticked, and leads to what became of it."""
    earlier = answered_before(request, ROUTE)
    if earlier is not None:
        return redirect(earlier.location)
    form: Any = desk.typed_form(request.POST)
    if not form.is_valid():
        return show(request, desk, form, refused=True)
    previews, ticked = desk.previews(form), ids_in(request.POST.getlist("to"))
    if not ticked:
        form.add_error(None, NOBODY_TICKED)
        return show(request, desk, form, refused=True)
    wanted = [one for one in previews if one.student.pk in ticked]
    if desk.asks_first(form, request.POST) or not were_seen(wanted, request.POST):
        again = desk.again(request.POST, "")
        return show(request, desk, again, refused=True, note=CHANGED)

    def effect() -> Answer:
        group = plan(
            desk.chosen.classroom,
            by=desk.user,
            kind=desk.kind,
            previews=wanted,
            details=desk.details(form),
        )
        location = reverse("interventions:group_result", args=[group.pk])
        return Answer(201, location=location, body=str(group.pk))

    try:
        answer = with_idempotency(request, ROUTE, effect)
    except Invalid as invalid:
        field = desk.fields.get(invalid.field, invalid.field)
        form.add_error(field if field in form.fields else None, invalid.message)
        return show(request, desk, form, refused=True)
    if answer.status == 422:
        form.add_error(None, answer.body)
        return show(request, desk, form, refused=True)
    if not answer.is_replay:
        carry_out_a_handful(int(answer.body))
    return redirect(answer.location)


def were_seen(previews: list[Preview], data: QueryDict) -> bool:
    """Whether each of them can be sent, and is what was shown."""
    seen = set(data.getlist("seen"))
    return all(not one.problem and one.seen in seen for one in previews)


def offered_before(data: QueryDict) -> set[int]:
    """Who could be ticked in the form that was sent: whoever else has no tick was never asked about."""
    return ids_in([seen.partition(":")[0] for seen in data.getlist("seen")])


def show(
    request: HtmxRequest, desk: Desk, form: Any, *, refused: bool = False, note: str = ""
) -> HttpResponse:
    """The page, or the piece of it that a preview replaces."""
    previews = desk.previews(form)
    help_of = latest_help([one.student for one in previews], desk.kind)
    ticked, offered = ids_in(request.POST.getlist("to")), offered_before(request.POST)
    context = {
        "classroom": desk.chosen.classroom,
        "desk": desk,
        "form": form,
        "address": request.get_full_path(),
        "tabs": tabs(request, desk),
        "lately": done_lately(desk.user, desk.chosen.classroom),
        "note": note,
        "rows": [
            {
                "preview": one,
                "is_ticked": one.student.pk in ticked
                or not (one.caution or one.student.pk in offered),
                "latest": help_of.get(one.student.pk),
            }
            for one in previews
            if not one.problem
        ],
        "left_out": [one for one in previews if one.problem],
        **desk.context(form),
    }
    piece = PIECES.get(str(request.htmx.target), "") if request.htmx else ""
    template = "interventions/group_action.html"
    status = 422 if refused and request.htmx else 200
    return render(request, f"{template}#{piece}" if piece else template, context, status=status)


def tabs(request: HtmxRequest, desk: Desk) -> list[dict[str, object]]:
    """The kinds of action as links, each {name, label, link, is_current}; they keep whom it is about."""
    links = []
    for name, kind in kinds_for(desk.user).items():
        if name not in DESKS:
            continue
        query = request.GET.copy()
        query["action"] = name
        links.append(
            {
                "name": name,
                "label": kind.label,
                "link": f"{request.path}?{query.urlencode()}",
                "is_current": isinstance(desk, DESKS[name]),
            }
        )
    return links
