from datetime import timedelta

import pytest
from django.utils import timezone

from alpha.learning.selectors.questions import answers_of, find_item, next_question
from alpha.learning.services.answers import record_answer
from tests.factories import AssignedWorkFactory, ItemFactory, LearningPathFactory, SkillFactory


@pytest.fixture
def skill(school):
    return SkillFactory(school=school, name="Fractions")


@pytest.fixture
def work(student, skill):
    work = AssignedWorkFactory(
        student=student, assignment__question_count=4, assignment__difficulty="medium"
    )
    work.assignment.skills.add(skill)
    return work


@pytest.fixture
def items(skill):
    return {
        level: ItemFactory.create_batch(2, skill=skill, difficulty=level)
        for level in ("easy", "medium", "hard")
    }


def answer(work, question, given="wrong"):
    record_answer(
        work, item=question.item, number=question.number, given=given, shown_at=timezone.now()
    )
    work.refresh_from_db()


def test_the_same_question_is_asked_until_it_is_answered(work, items):
    question = next_question(work)
    assert (question.number, question.of) == (1, 4)
    assert question.item in items["medium"]
    assert next_question(work) == question

    answer(work, question)

    second = next_question(work)
    assert second.number == 2
    assert second.item in set(items["medium"]) - {question.item}


def test_without_questions_nothing_is_asked(work):
    assert next_question(work) is None


def test_work_of_another_system_is_not_asked_here(work, items):
    work.assignment.source = "log"
    work.assignment.save()

    assert next_question(work) is None


def test_adaptive_work_goes_by_where_the_student_stands(work, items, student, skill):
    work.assignment.difficulty = "adaptive"
    LearningPathFactory(student=student, skill=skill, current_accuracy=0.5)

    assert next_question(work).item in items["easy"]


def test_what_she_met_in_other_work_lately_comes_last(work, items, student, skill):
    earlier = AssignedWorkFactory(student=student, assignment__difficulty="medium")
    earlier.assignment.skills.add(skill)
    met = next_question(earlier)
    answer(earlier, met)

    assert next_question(work).item in set(items["medium"]) - {met.item}


def test_only_questions_of_the_work_are_found(work, items):
    other = ItemFactory(skill__school=work.student.school)

    assert find_item(work, items["hard"][0].pk) == items["hard"][0]
    assert find_item(work, other.pk) is None


def test_answers_come_in_their_order_and_only_those_of_this_work(work, items, student, skill):
    other = AssignedWorkFactory(student=student)
    other.assignment.skills.add(skill)
    answer(other, next_question(other))
    for given in ("first", "second"):
        answer(work, next_question(work), given)

    assert [attempt.given for attempt in answers_of(work)] == ["first", "second"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_bank_or_answers(
    work, skill, count, django_assert_num_queries
):
    ItemFactory.create_batch(count * 3, skill=skill)
    for _ in range(count):
        answer(work, next_question(work))
    assert work.assignment.question_count == 4  # read, as the view has read it

    # Bank, answers, standing, when each was met, the question itself.
    with django_assert_num_queries(5):
        assert next_question(work).number == count + 1


def test_answering_long_ago_counts_as_met(work, items, student, skill):
    first = next_question(work).item
    record_answer(
        work,
        item=first,
        number=1,
        given="x",
        shown_at=timezone.now(),
        at=timezone.now() - timedelta(days=200),
    )
    fresh = AssignedWorkFactory(student=student, assignment__difficulty="medium")
    fresh.assignment.skills.add(skill)

    assert next_question(fresh).item in set(items["medium"]) - {first}
