"""The next question of a piece of work, and the answers so far."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from alpha.learning.item_choice import AnswerGiven, BankItem, next_item
from alpha.learning.models import AssignedWork, Attempt, Item, LearningPath
from alpha.learning.selectors.assignments import items_of


@dataclass(frozen=True, slots=True)
class Question:
    """Question `number` of the `of` questions of a piece of work."""

    number: int
    of: int
    item: Item


def next_question(work: AssignedWork) -> Question | None:
    """The question whose turn it is: the same one until it is answered. None where there are no questions here."""
    bank = [
        BankItem(*row)
        for row in items_of(work.assignment_id)
        .order_by("skill__name", "skill_id", "pk")
        .values_list("pk", "skill_id", "difficulty")
    ]
    if not bank:
        return None
    item_id = next_item(
        bank,
        [_answer_given(attempt) for attempt in answers_of(work)],
        difficulty=work.assignment.difficulty,
        accuracies=_accuracies(work),
        last_met=_last_met(work, bank),
        seed=work.pk,
    )
    return Question(
        number=work.questions_answered + 1,
        of=work.assignment.question_count,
        item=Item.objects.select_related("skill").get(pk=item_id),
    )


def find_item(work: AssignedWork, item_id: int) -> Item | None:
    """A question the work can ask, with its skill."""
    return items_of(work.assignment_id).select_related("skill").filter(pk=item_id).first()


def answers_of(work: AssignedWork) -> QuerySet[Attempt]:
    """All single answers of the work in their order, with question and skill; one query."""
    attempts = Attempt.objects.filter(
        session__student=work.student_id, session__assignment=work.assignment_id
    )
    return attempts.select_related("item", "session__skill").order_by("answered_at", "pk")


def _answer_given(attempt: Attempt) -> AnswerGiven:
    return AnswerGiven(
        item_id=attempt.item_id,
        skill_id=attempt.session.skill_id,
        difficulty=attempt.item.difficulty if attempt.item else Item.Difficulty.MEDIUM,
        is_correct=attempt.is_correct,
    )


def _accuracies(work: AssignedWork) -> dict[int, float]:
    """Where the student stands on the skills, this work included; only adaptive work asks."""
    paths = LearningPath.objects.filter(
        student=work.student_id,
        skill__assignments=work.assignment_id,
        current_accuracy__isnull=False,
    )
    return {
        skill_id: accuracy
        for skill_id, accuracy in paths.values_list("skill_id", "current_accuracy")
        if accuracy is not None
    }


def _last_met(work: AssignedWork, bank: list[BankItem]) -> dict[int, datetime]:
    """When the student last answered each question, in whichever work."""
    met = (
        Attempt.objects.filter(student=work.student_id, item__in=[item.id for item in bank])
        .order_by()
        .values_list("item_id")
        .annotate(at=Max("answered_at"))
    )
    return {item_id: at for item_id, at in met if item_id is not None}
