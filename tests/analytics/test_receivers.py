"""Alerts follow practice as it is recorded."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from alpha.learning.models import PracticeSession
from alpha.learning.services.practice import NewSession, announce_practice, record_practice
from alpha.learning.signals import practice_recorded
from analytics import receivers
from analytics.models import Alert
from tests.factories import SkillFactory, StudentFactory

pytestmark = pytest.mark.django_db


def sitting(student, skill, correct, answered=20, days_ago=0):
    return NewSession(
        student_id=student.pk,
        skill_id=skill.pk,
        started_at=timezone.now() - timedelta(days=days_ago),
        time_spent_seconds=300,
        questions_answered=answered,
        questions_correct=correct,
    )


@pytest.fixture
def skills(school):
    return SkillFactory.create_batch(2, school=school)


def test_who_practiced_is_evaluated_after_commit(
    school, student, skills, django_capture_on_commit_callbacks
):
    given = [sitting(student, skill, 6, days_ago=place) for place, skill in enumerate(skills)]

    with django_capture_on_commit_callbacks(execute=True):
        record_practice(school, given)
        assert not Alert.objects.exists()

    assert Alert.objects.get().student == student


def test_practice_of_years_ago_raises_nothing(
    school, student, skills, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        record_practice(school, [sitting(student, skills[0], 2, days_ago=700)])

    assert not Alert.objects.exists()


def test_an_evaluation_that_fails_does_not_fail_the_practice(
    school, student, skills, django_capture_on_commit_callbacks, monkeypatch, caplog
):
    def fail(*_arguments, **_more):
        raise RuntimeError("the power went out")

    monkeypatch.setattr(receivers, "evaluate_students", fail)
    caplog.set_level(logging.ERROR, "django.dispatch")

    with django_capture_on_commit_callbacks(execute=True):
        record_practice(school, [sitting(student, skills[0], 2)])

    assert PracticeSession.objects.count() == 1
    assert "the power went out" in caplog.text


def test_many_parts_are_announced_once(school, skills, django_capture_on_commit_callbacks):
    students = StudentFactory.create_batch(2, school=school)
    heard = []

    def listen(sender, school, student_ids, **rest):
        heard.append(student_ids)

    practice_recorded.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            for student in students:
                record_practice(school, [sitting(student, skills[0], 9)], announce=False)
            announce_practice(school, {student.pk for student in students})
            announce_practice(school, [])
    finally:
        practice_recorded.disconnect(listen)

    assert heard == [tuple(sorted(student.pk for student in students))]
