from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType

from alpha.accounts.models import School, User
from alpha.demo.removal import remove_school
from alpha.demo.seeding import NotTheDemoSchoolError, Outcome
from alpha.learning.models import PracticeSession, Student
from tests import factories
from tests.demo.conftest import MONDAY, seed_at


def every_row():
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
    }


def practice():
    rows = PracticeSession.objects.order_by("started_at", "student__name", "skill__code", "id")
    return list(
        rows.values_list(
            "student__name",
            "skill__code",
            "started_at",
            "time_spent_seconds",
            "questions_answered",
            "questions_correct",
            "assignment__title",
        )
    )


@pytest.fixture
def neighbour(db):
    """Another school with a row in most tables."""
    student = factories.StudentFactory(school__name="Birch School", school__code="birch")
    teacher = factories.TeacherFactory(school=student.school)
    use(student, teacher)
    return student.school


def use(student, teacher):
    """What people leave behind while they use a school."""
    session = factories.PracticeSessionFactory(student=student)
    factories.AttemptFactory(session=session)
    factories.LearningPathFactory(student=student)
    factories.PracticeImportFactory(school=student.school)
    factories.GuardianshipFactory(student=student)
    classroom = factories.ClassroomFactory(school=student.school)
    alert = factories.AlertFactory(student=student, classroom=classroom)
    factories.AlertTriggerFactory(student=student, classroom=classroom, alert=alert)
    factories.AlertChangeFactory(alert=alert, made_by=teacher)
    factories.ClassroomRulesFactory(classroom=classroom, updated_by=teacher)
    factories.ReportViewFactory(viewer=teacher, student=student)
    factories.XPEventFactory(user=student.user)
    factories.AchievementAwardFactory(user=student.user)
    factories.IdempotencyKeyFactory(user=teacher)
    factories.NotificationFactory(recipient=student.user)
    LogEntry.objects.create(
        user=teacher,
        content_type=ContentType.objects.get_for_model(Student),
        object_id=str(student.pk),
        object_repr=student.name,
        action_flag=ADDITION,
    )


def test_seeding_again_on_the_same_day_changes_nothing(db):
    assert seed_at(MONDAY) is Outcome.BUILT
    before = every_row()

    assert seed_at(MONDAY + timedelta(hours=7)) is Outcome.UNCHANGED

    assert every_row() == before


def test_what_was_done_in_the_school_stays_for_the_day(db):
    seed_at(MONDAY, plans=[])
    User.objects.filter(username="demo.teacher").update(last_name="Rivera Soto")

    assert seed_at(MONDAY, plans=[]) is Outcome.UNCHANGED

    assert User.objects.get(username="demo.teacher").last_name == "Rivera Soto"


def test_a_later_day_builds_it_again_around_that_day(db):
    seed_at(MONDAY)
    teacher = User.objects.get(username="demo.teacher")
    use(Student.objects.get(name="Student 3"), teacher)
    last_day = School.objects.get(code="demo").day_of(MONDAY)

    # Eight hours on it is half past eleven in the evening at the school, still the same day; nine are the next.
    assert seed_at(MONDAY + timedelta(hours=8)) is Outcome.UNCHANGED
    assert seed_at(MONDAY + timedelta(hours=9)) is Outcome.REBUILT

    story = PracticeSession.objects.filter(student__name="Student 3")
    assert story.count() == 57
    assert story.latest("school_day").school_day == last_day + timedelta(days=1)
    assert School.objects.filter(code="demo").count() == 1


def test_the_same_day_gives_the_same_school(db):
    seed_at(MONDAY)
    first = practice()
    with time_machine.travel(MONDAY, tick=False):
        remove_school(School.objects.get(code="demo"))
    assert practice() == []

    seed_at(MONDAY)

    assert practice() == first


def test_other_schools_are_untouched_and_nothing_of_the_old_one_is_left(neighbour):
    factories.OutboundEmailFactory(dedupe_key="of-another-school")
    before = every_row()

    seed_at(MONDAY)
    seed_at(MONDAY + timedelta(days=3))
    remove_school(School.objects.get(code="demo"))

    assert every_row() == before


def test_a_school_somebody_else_made_under_the_code_is_refused(db):
    factories.SchoolFactory(code="demo", name="Birch School")
    before = every_row()

    with pytest.raises(NotTheDemoSchoolError) as refusal:
        seed_at(MONDAY)

    assert str(refusal.value) == (
        "The code “demo” belongs to Birch School, which is not the demonstration school."
    )
    assert every_row() == before
