"""What a student has to do, and doing it: one question at a time."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from alpha.accounts.idempotency import Answer, with_idempotency
from alpha.accounts.models import User
from alpha.htmx import HtmxRequest
from alpha.learning.access import find_own_student, find_work
from alpha.learning.forms import AnsweredForm, AnswerForm, Asked
from alpha.learning.models import AssignedWork, Attempt
from alpha.learning.selectors.assignments import finished_works, unfinished_works
from alpha.learning.selectors.questions import answers_of, find_item, next_question
from alpha.learning.services.answers import answer_to, record_answer
from alpha.notifications.services import mark_seen

ROUTE = "learning:work"
DONE_ON_A_PAGE = 20
FIRST_COUNTS = "You had answered this question before. Your first answer counts."
QUESTION_GONE = "That question is no longer asked. Here is how things stand now."


@require_safe
def my_work(request: HtmxRequest) -> HttpResponse:
    student = find_own_student(cast("User", request.user))
    pages = Paginator(finished_works(student), DONE_ON_A_PAGE)
    context = {
        "student": student,
        "to_do": unfinished_works(student),
        "page": pages.get_page(request.GET.get("page")),
    }
    return render(request, "learning/my_work.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def work(request: HtmxRequest, work_id: int) -> HttpResponse:
    """The student answers; her family and teachers look at what she answered so far."""
    user = cast("User", request.user)
    found = find_work(user, work_id)
    is_own = found.student.user_id == user.pk
    if request.method == "POST":
        if not is_own:
            raise PermissionDenied
        return take_answer(request, found)
    if not is_own:
        context = {"work": found, "answers": answers_of(found)}
        return render(request, "learning/work_seen.html", context)
    if request.method == "GET":
        mark_seen(user, address_of(found), at=timezone.now())
    number = AnsweredForm(request.GET).number
    return show(request, found, number=number, given=answer_to(found, number) if number else None)


def take_answer(request: HtmxRequest, work: AssignedWork) -> HttpResponse:
    asked = Asked.read(request.POST.get("asked", ""), work)
    item = find_item(work, asked.item_id)
    if item is None:
        return go_on(request, work, note=QUESTION_GONE)
    form = AnswerForm(request.POST, item=item)
    if not form.is_valid():
        return show(request, work, number=asked.number, form=form)
    typed = form.cleaned_data["answer"]

    def effect() -> Answer:
        record_answer(work, item=item, number=asked.number, given=typed, shown_at=asked.shown_at)
        return Answer()

    with_idempotency(request, ROUTE, effect)
    work.refresh_from_db(
        fields=["status", "completed_at", "questions_answered", "questions_correct"]
    )
    # Sent before, in another tab or with other words: what was answered first stands, and is shown.
    given = answer_to(work, asked.number)
    if given is None:
        return go_on(request, work)
    return go_on(
        request,
        work,
        number=asked.number,
        given=given,
        note="" if given.given == typed else FIRST_COUNTS,
    )


def go_on(
    request: HtmxRequest,
    work: AssignedWork,
    *,
    number: int | None = None,
    given: Attempt | None = None,
    note: str = "",
) -> HttpResponse:
    """After an answer: how it was, in its place, or as a page that can be loaded again."""
    if request.htmx:
        return show(request, work, number=number, given=given, note=note)
    if note:
        messages.info(request, note)
    return redirect(address_of(work, answered=number))


def show(
    request: HtmxRequest,
    work: AssignedWork,
    *,
    number: int | None = None,
    given: Attempt | None = None,
    form: AnswerForm | None = None,
    note: str = "",
) -> HttpResponse:
    """How answer `number` was (`given`), else a question (`form`: the same one again), else the result."""
    context: dict[str, Any] = {"work": work, "address": address_of(work), "note": note}
    status = 422 if form is not None and request.htmx else 200
    if given is None and form is None and not work.is_completed:
        question = next_question(work)
        if question is not None:
            number, form = question.number, AnswerForm.asking(question, work, timezone.now())
    if given is None and form is None:
        context |= {"answers": answers_of(work)}
    context |= {"number": number, "given": given, "form": form}
    piece = "#work" if request.htmx else ""
    return render(request, f"learning/work.html{piece}", context, status=status)


def address_of(work: AssignedWork, *, answered: int | None = None) -> str:
    query = {"answered": answered} if answered else None
    return reverse(ROUTE, args=[work.pk], query=query)
