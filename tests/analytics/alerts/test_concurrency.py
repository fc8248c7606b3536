"""Two evaluations, or two people, at the same moment, on the real locks of the database."""

import threading
from functools import partial

import pytest
from django.db import connection

from analytics.alerts import (
    AlertConflictError,
    acknowledge,
    dismiss,
    evaluate_school,
    evaluate_students,
    keeping,
)
from analytics.models import Alert, AlertChange, AlertTrigger
from tests.analytics.alerts.records import struggler
from tests.factories import (
    AlertFactory,
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


def together(*actions):
    """Run the actions in threads that start at the same moment; what they raise comes back."""
    gate = threading.Barrier(len(actions))
    raised = []

    def run(action):
        gate.wait()
        try:
            action()
        except Exception as error:  # noqa: BLE001  # handed to the test
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.fixture
def room(monday):
    room = ClassroomFactory()
    for number in range(8):
        struggler(room, f"S{number}")
    return room


def test_two_evaluations_of_the_same_students_do_not_double(room):
    ids = list(room.students.values_list("pk", flat=True))
    for _ in range(5):
        Alert.objects.all().delete()
        AlertTrigger.objects.all().delete()

        raised = together(
            lambda: evaluate_school(room.school),
            lambda: evaluate_students(room.school, reversed(ids)),
            lambda: evaluate_students(room.school, ids[3:5]),
        )

        assert raised == []
        assert Alert.objects.count() == AlertTrigger.objects.count() == 8
        assert not AlertTrigger.objects.filter(alert=None).exists()


def test_the_database_refuses_what_the_locks_let_through(room, monkeypatch):
    """As if the alert of the other evaluation had become visible after ours had looked."""
    evaluate_school(room.school)
    monkeypatch.setattr(keeping, "_known_alerts", lambda _day, _looked: ({}, {}))

    evaluate_school(room.school)

    assert Alert.objects.count() == 8


def test_of_two_people_at_the_same_moment_one_is_first(monday):
    room = ClassroomFactory()
    student = StudentFactory(school=room.school)
    EnrollmentFactory(classroom=room, student=student)
    teachers = [ClassroomTeacherFactory(classroom=room).teacher for _ in range(2)]
    for _ in range(5):
        alert = AlertFactory(student=student, classroom=room)

        raised = together(*(partial(dismiss, alert, by=by, reason="absent") for by in teachers))

        assert [type(error) for error in raised] == [AlertConflictError]
        assert AlertChange.objects.filter(alert=alert).count() == 1


def test_two_people_who_have_seen_it_are_one_change(monday):
    room = ClassroomFactory()
    student = StudentFactory(school=room.school)
    EnrollmentFactory(classroom=room, student=student)
    teachers = [ClassroomTeacherFactory(classroom=room).teacher for _ in range(2)]
    alert = AlertFactory(student=student, classroom=room)

    assert together(*(partial(acknowledge, alert, by=by) for by in teachers)) == []
    assert AlertChange.objects.filter(alert=alert).count() == 1
