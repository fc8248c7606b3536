"""The morning page and what its cards can be asked to do.

With htmx a button swaps its card alone, and a live region says what happened; a plain form comes back to the page, which
then begins with the same words and the way to undo them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import Role, School, User
from alpha.htmx import HtmxRequest
from alpha.learning.access import check_may_view_reports, classrooms_reportable_to
from alpha.learning.models import Classroom
from alpha.today import acting
from alpha.today.acting import Act
from alpha.today.board import Board, Entry, board_for, entry_of
from alpha.today.counters import counters_for
from alpha.today.follow_through import follow_through
from alpha.today.forms import CardForm, DismissForm, SnoozeForm, snooze_days
from analytics.access import find_alert, find_alert_to_change
from analytics.alerts import AlertConflictError
from analytics.models import Alert

MOST_MORE = 40
MOST_UNDER_WAY = 12


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def today(request: HtmxRequest) -> HttpResponse:
    user = cast("User", request.user)
    check_may_view_reports(user)
    school = school_of(user)
    classrooms = list(classrooms_reportable_to(user).filter(is_archived=False))
    classroom = chosen_class(request, classrooms)
    board = board_for(user, classroom=classroom)
    context = card_context(user) | {
        "board": board,
        "classroom": classroom,
        "classrooms": classrooms,
        **more_context(request, board),
    }
    if request.htmx and request.htmx.target == "more":
        return render(request, "today/_more.html", context)
    context |= {
        "counters": counters_for(user, school, classroom=classroom),
        "follow_through": follow_through(user, school) if user.role == Role.LEADER else None,
        "under_way": board.under_way[:MOST_UNDER_WAY],
        "further_under_way": len(board.under_way[MOST_UNDER_WAY:]),
        "done": done_before(request, user),
        "day": school.today(),
        "as_of": timezone.now(),
    }
    return render(request, "today/today.html", context)


@require_safe
def today_card(request: HtmxRequest, alert_id: int) -> HttpResponse:
    """A card as it stands now: after an action, and for those who came by a link."""
    user = cast("User", request.user)
    alert = find_alert(user, alert_id)
    entry = entry_of(user, alert_id)
    if entry is None:
        return show_put_aside(request, alert, [alert_id], state_words(alert))
    return show_card(request, entry)


@require_POST
def acknowledge(request: HtmxRequest, alert_id: int) -> HttpResponse:
    return act(request, alert_id, Button("acknowledge", CardForm, acting.acknowledging))


@require_POST
def snooze(request: HtmxRequest, alert_id: int) -> HttpResponse:
    return act(request, alert_id, Button("snooze", SnoozeForm, acting.snoozing))


@require_POST
def dismiss(request: HtmxRequest, alert_id: int) -> HttpResponse:
    return act(request, alert_id, Button("dismiss", DismissForm, acting.dismissing))


@require_POST
def undo_change(request: HtmxRequest, alert_id: int) -> HttpResponse:
    return act(request, alert_id, Button("undo_change", CardForm, acting.taking_back))


@dataclass(frozen=True, slots=True)
class Button:
    """`chosen` makes of what the form holds what is to be done to each alert, and the words for it."""

    name: str
    form: type[CardForm]
    chosen: Callable[..., tuple[Act, str]]

    @property
    def route(self) -> str:
        return f"analytics:{self.name}"


def act(request: HtmxRequest, alert_id: int, button: Button) -> HttpResponse:
    """Do it to every alert of the card; once, however often it is sent."""
    user = cast("User", request.user)
    alert = find_alert_to_change(user, alert_id)
    form = button.form(request.POST)
    if not form.is_valid():
        problem = " ".join(str(text) for errors in form.errors.values() for text in errors)
        return refuse(request, alert, problem, status=422)
    ids = form.cleaned_data["alerts"]
    how, said = button.chosen(**form.choice)

    def effect() -> Answer:
        acting.act_on(user, ids, how)
        return Answer(200, body=said)

    try:
        answer = with_idempotency(request, button.route, effect)
    except AlertConflictError as conflict:
        return refuse(request, alert, str(conflict), status=409)
    except ValidationError as error:
        return refuse(request, alert, " ".join(error.messages), status=422)
    if answer.status == 422:
        return refuse(request, alert, answer.body, status=422)
    if not request.htmx:
        return come_back(request, alert, button, said)
    entry = entry_of(user, alert_id) if button.name == "undo_change" else None
    if entry is not None:
        return show_card(request, entry, said=said, is_focused=True)
    return show_put_aside(request, alert, ids, answer.body)


def refuse(request: HtmxRequest, alert: Alert, problem: str, *, status: int) -> HttpResponse:
    """The card as it stands, with the reason why nothing was done."""
    user = cast("User", request.user)
    entry = entry_of(user, alert.pk)
    if entry is not None:
        return show_card(request, entry, problem=problem, said=problem, status=status)
    return show_put_aside(request, alert, [alert.pk], problem, status=status)


def show_card(
    request: HtmxRequest, entry: Entry, *, status: int = 200, **context: object
) -> HttpResponse:
    whole = card_context(cast("User", request.user)) | {"entry": entry, **context}
    return show_piece(request, "card", whole, status=status)


def show_put_aside(
    request: HtmxRequest, alert: Alert, ids: list[int], said: str, *, status: int = 200
) -> HttpResponse:
    context = {"alert": alert, "alert_list": ",".join(map(str, ids)), "said": said}
    return show_piece(request, "put_aside", context, status=status)


def show_piece(
    request: HtmxRequest, name: str, context: dict[str, Any], *, status: int
) -> HttpResponse:
    """The piece alone with its words for the live region, or within a page."""
    whole = context | {"piece": f"today/_{name}.html"}
    template = "today/_answer.html" if request.htmx else "today/card.html"
    return render(request, template, whole, status=status)


def card_context(user: User) -> dict[str, Any]:
    return {"snooze_days": snooze_days(school_of(user)), "reasons": Alert.DismissReason.choices}


def more_context(request: HtmxRequest, board: Board) -> dict[str, Any]:
    """What is behind "more" once it was asked for, and what even then is left out."""
    if "more" not in request.GET:
        return {"more": ()}
    return {"more": board.more[:MOST_MORE], "beyond": len(board.more[MOST_MORE:])}


def chosen_class(request: HtmxRequest, classrooms: list[Classroom]) -> Classroom | None:
    """The class asked for; Http404 for one that is not among the viewer's."""
    asked = request.GET.get("class", "")
    if not asked:
        return None
    for classroom in classrooms:
        if str(classroom.pk) == asked:
            return classroom
    raise Http404


def done_before(request: HtmxRequest, user: User) -> dict[str, Any] | None:
    """What a plain form has just done: the alert its address names, as it stands, and how to take it back."""
    asked = request.GET.get("done", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    alert = find_alert(user, int(asked))
    with_it = CardForm({"alerts": request.GET.get("with", asked), "idempotency_key": ""})
    with_it.is_valid()
    ids = with_it.cleaned_data.get("alerts", [alert.pk])
    return {
        "alert": alert,
        "alert_list": ",".join(map(str, ids)),
        "said": state_words(alert),
    }


def come_back(request: HtmxRequest, alert: Alert, button: Button, said: str) -> HttpResponse:
    """To the page, which begins with what was done; or with the card that was taken back."""
    if button.name == "undo_change":
        messages.success(request, said)
        return redirect(f"{reverse('analytics:today')}#card-{alert.pk}")
    query = {"done": str(alert.pk), "with": request.POST.get("alerts", "")}
    return redirect(f"{reverse('analytics:today', query=query)}#done")


def state_words(alert: Alert) -> str:
    """How an alert stands, for who has just changed it."""
    if alert.status == Alert.Status.DISMISSED:
        return acting.dismissing(alert.close_reason)[1]
    if alert.status == Alert.Status.RESOLVED:
        return f"Closed: {alert.get_close_reason_display()}."
    if alert.snoozed_until and alert.snoozed_until > alert.classroom.school.today():
        return acting.snoozing(alert.snoozed_until)[1]
    if alert.status == Alert.Status.ACKNOWLEDGED:
        return acting.acknowledging()[1]
    return "It is open."


def school_of(user: User) -> School:
    """Whoever runs the server belongs to no school, and has no mornings here."""
    if user.school is None:
        raise Http404
    return user.school
