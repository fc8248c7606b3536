from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from alpha.notifications.models import Notification
from alpha.worker import jobs
from interventions.actions.follow_up_reminders import remind_of_follow_ups
from interventions.follow_up import continue_help
from interventions.tracking import resolve
from tests.factories import InterventionFactory, SchoolFactory, StudentFactory

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def night():
    with time_machine.travel(NIGHT, tick=False):
        yield


def due(student, teacher, on=TODAY):
    return InterventionFactory(student=student, teacher=teacher, follow_up_on=on)


def told(user):
    return [(one.kind, one.title, one.body) for one in user.notifications.all()]


def test_everything_due_is_told_of_together_and_once(school, student, people):
    due(student, people.TE)
    due(student, people.TE, TODAY - timedelta(days=3))
    due(people.ST2.student, people.TE)
    due(student, people.TE, TODAY + timedelta(days=1))
    due(student, people.CO)
    resolve(due(student, people.TE), by=people.TE)

    assert remind_of_follow_ups(school, NIGHT) == 4
    assert remind_of_follow_ups(school, NIGHT) == 0

    assert told(people.TE) == [
        (
            "reminder",
            "3 follow-ups are due",
            "See what changed since you helped: Sam Okafor, Noa Lindqvist.",
        )
    ]
    assert [title for _, title, _ in told(people.CO)] == ["A follow-up is due"]
    assert people.TE.notifications.get().link == "/interventions/follow-ups/"


def test_a_review_that_was_put_off_is_told_of_on_its_new_day(school, student, teacher):
    row = due(student, teacher)
    remind_of_follow_ups(school, NIGHT)
    continue_help(row, by=teacher, review_on=date(2026, 12, 7))

    assert remind_of_follow_ups(school, NIGHT + timedelta(days=13)) == 0
    assert remind_of_follow_ups(school, NIGHT + timedelta(days=14)) == 1
    assert len(told(teacher)) == 2


def test_whoever_sees_the_student_no_more_is_not_told(school, student, people):
    due(student, people.TO)
    left = due(student, people.CO)
    left.teacher.is_active = False
    left.teacher.save()
    due(StudentFactory(school=school, is_active=False), people.TE)

    assert remind_of_follow_ups(school, NIGHT) == 0
    assert not Notification.objects.exists()


def test_other_schools_have_nights_of_their_own(student, teacher):
    due(student, teacher)

    assert remind_of_follow_ups(SchoolFactory(), NIGHT) == 0


def test_more_than_five_names_are_counted(school, classroom, teacher, student):
    for number in range(7):
        other = StudentFactory(school=school, name=f"Child {number}")
        other.enrollments.create(classroom=classroom)
        due(other, teacher)

    remind_of_follow_ups(school, NIGHT)

    assert told(teacher)[0][2].endswith("Child 0, Child 1, Child 2, Child 3, Child 4 and 2 more.")


def test_the_worker_does_it_every_night_of_a_school(school):
    assert f"remind of follow-ups: {school.code}" in {job.name for job in jobs(lambda: True)}
