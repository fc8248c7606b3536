"""Evaluating students and schools: what is opened, for whom, and how often it may be repeated."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.alerts import Evaluation, evaluate_school, evaluate_students, evaluation
from analytics.models import Alert, AlertTrigger
from tests.analytics.alerts.records import TODAY, daily, days_ago, struggler
from tests.analytics.records import classmate, practiced
from tests.factories import (
    AlertFactory,
    AssignedWorkFactory,
    ClassroomFactory,
    ClassroomRulesFactory,
    EnrollmentFactory,
    LearningPathFactory,
    SchoolFactory,
    SchoolHolidayFactory,
    SkillFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def alerts(**about):
    return [(alert.kind, alert.student) for alert in Alert.objects.filter(**about).order_by("pk")]


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Alert, AlertTrigger)]


def test_a_struggling_student_gets_an_alert_with_its_evidence(classroom):
    student = struggler(classroom)
    classmate(classroom, "Fine", (3, 16, 20), (10, 17, 20))

    found = evaluate_school(classroom.school)

    alert = Alert.objects.get()
    assert found == Evaluation(students=2, findings=1, opened=1, closed=0)
    assert (alert.kind, alert.student, alert.classroom) == ("struggling", student, classroom)
    assert (alert.severity, alert.status, alert.evaluated_on) == ("high", "open", TODAY)
    assert alert.dedupe_key == f"struggling:student:{student.pk}"
    assert {name: alert.evidence[name] for name in ("correct", "answered", "on")} == {
        "correct": 16,
        "answered": 40,
        "on": "2026-11-23",
    }
    trigger = AlertTrigger.objects.get()
    assert (trigger.student, trigger.alert, trigger.evaluated_on) == (student, alert, TODAY)
    assert (trigger.key, trigger.evidence) == (alert.dedupe_key, alert.evidence)


def test_looking_again_on_the_same_day_changes_nothing(classroom):
    for number in range(3):
        struggler(classroom, f"S{number}")
    daily(classroom, "Quiet", last=10)
    evaluate_school(classroom.school)
    before = rows()

    again = evaluate_school(classroom.school)

    assert (again.opened, again.closed) == (0, 0)
    assert rows() == before
    evaluate_students(classroom.school, classroom.students.values_list("pk", flat=True))
    assert rows() == before


def test_only_the_students_named_are_looked_at(classroom):
    one, other = struggler(classroom, "One"), struggler(classroom, "Other")
    nobody = struggler(ClassroomFactory(school=classroom.school, is_archived=True), "Nobody")

    found = evaluate_students(classroom.school, [one.pk, nobody.pk])

    assert (found.students, alerts()) == (1, [("struggling", one)])
    evaluate_students(classroom.school, [other.pk])
    assert alerts() == [("struggling", one), ("struggling", other)]
    assert evaluate_students(classroom.school, []) == Evaluation()


def test_the_class_counts_also_where_one_student_is_looked_at(classroom):
    # In a class of the best, 28 of 40 (70 %) is more surely below than by the default.
    for number in range(9):
        daily(classroom, f"Good {number}", last=0, correct=10)
    student = classmate(classroom, "Lower", (1, 27, 40))

    evaluate_students(classroom.school, [student.pk])
    alone = list(Alert.objects.values_list("kind", "evidence__prior"))
    Alert.objects.all().delete()
    AlertTrigger.objects.all().delete()
    evaluate_school(classroom.school)

    own = Alert.objects.filter(student=student)
    assert list(own.values_list("kind", "evidence__prior")) == alone


def test_every_rule_opens_its_own_alert(classroom):
    quiet = daily(classroom, "Quiet", last=10)
    stuck = classmate(classroom, "Stuck")
    fractions = SkillFactory(school=classroom.school)
    for ago in (3, 1):
        practiced(stuck, ago, 1, 6, skill=fractions)
    late = classmate(classroom, "Late", (1, 8, 10))
    work = AssignedWorkFactory(student=late, assignment__due_at="2026-11-20T17:00Z")
    path = LearningPathFactory(student=late, mastery_achieved=True, mastered_at="2026-11-20T17:00Z")
    practiced(late, 3, 9, 10, skill=path.skill)
    busy = daily(classroom, "Busy", last=0, days=13)

    evaluate_school(classroom.school)

    assert {
        (alert.kind, alert.student, alert.skill, alert.assignment) for alert in Alert.objects.all()
    } == {
        ("inactivity", quiet, None, None),
        ("wheel_spinning", stuck, fractions, None),
        ("overdue", late, None, work.assignment),
        ("mastered", late, path.skill, None),
        ("streak", busy, None, None),
    }


def test_a_class_that_pauses_gets_one_note_and_its_students_none(classroom):
    for number in range(3):
        daily(classroom, f"Quiet {number}", last=10)
    daily(classroom, "Still there", last=0)

    evaluate_school(classroom.school)

    note = Alert.objects.get(kind="class_gap")
    assert (note.student, note.classroom, note.dedupe_key) == (
        None,
        classroom,
        f"class_gap:class:{classroom.pk}",
    )
    assert (note.evidence["quiet"], note.evidence["students"]) == (3, 4)
    assert not Alert.objects.filter(kind="inactivity").exists()
    assert AlertTrigger.objects.filter(student=None).get().alert == note
    # Nor when one of them is looked at alone.
    evaluate_students(classroom.school, classroom.students.values_list("pk", flat=True)[:1])
    assert not Alert.objects.filter(kind="inactivity").exists()


def test_a_holiday_is_no_gap(classroom):
    daily(classroom, "Quiet", last=10)
    SchoolHolidayFactory(school=classroom.school, starts_on=days_ago(7), ends_on=days_ago(3))

    assert evaluate_school(classroom.school).findings == 0


def test_a_class_has_limits_of_its_own(classroom):
    struggler(classroom)
    ClassroomRulesFactory(classroom=classroom, struggling_below=0.3)

    assert evaluate_school(classroom.school).findings == 0


def test_a_student_of_two_classes_is_looked_at_once(classroom):
    student = struggler(classroom)
    second = ClassroomFactory(school=classroom.school)
    EnrollmentFactory(classroom=second, student=student)
    ClassroomRulesFactory(classroom=second, is_struggling_on=False)

    found = evaluate_school(classroom.school)

    assert (found.students, Alert.objects.get().classroom) == (1, classroom)


def test_a_day_past_knows_nothing_of_what_came_after(classroom):
    student = classmate(classroom, "Later", (20, 16, 20), (3, 2, 20), (2, 2, 20), (1, 2, 20))

    assert evaluate_school(classroom.school, on=days_ago(4)).findings == 0
    evaluate_school(classroom.school, on=days_ago(2))

    alert = Alert.objects.get()
    assert (alert.kind, alert.student) == ("struggling", student)
    # 16 + 2 + 2 of 60 by then.
    assert (alert.evidence["correct"], alert.evidence["answered"]) == (20, 60)
    # Told as of that evening at the school.
    assert alert.opened_at.isoformat() == "2026-11-21T23:00:00+00:00"
    assert AlertTrigger.objects.get().evaluated_on == days_ago(2)


def test_who_was_not_in_class_that_day_is_not_looked_at(classroom):
    student = struggler(classroom)
    student.enrollments.update(starts_on=days_ago(2))

    assert evaluate_school(classroom.school, on=days_ago(3)).students == 0
    assert evaluate_school(classroom.school, on=days_ago(2)).students == 1


def test_a_day_to_come_is_refused(classroom):
    with pytest.raises(ValueError, match=r"^2026-11-24 is still to come\.$"):
        evaluate_school(classroom.school, on=TODAY + timedelta(days=1))


def test_the_day_is_that_of_the_school(classroom):
    struggler(classroom)
    # Half past three in the morning UTC on Tuesday is Monday evening in New York.
    with time_machine.travel("2026-11-24T03:30Z", tick=False):
        evaluate_school(classroom.school)

    assert Alert.objects.get().evaluated_on == date(2026, 11, 23)


def test_other_schools_are_left_alone(classroom):
    struggler(ClassroomFactory(school=SchoolFactory()))

    assert evaluate_school(classroom.school) == Evaluation()


def test_alerts_of_who_left_all_classes_are_closed(classroom):
    stays, leaves = struggler(classroom, "Stays"), struggler(classroom, "Leaves")
    elsewhere = AlertFactory()
    evaluate_school(classroom.school)
    leaves.enrollments.update(ends_on=TODAY)

    found = evaluate_school(classroom.school)

    assert (found.closed, found.opened) == (1, 0)
    assert Alert.objects.get(student=leaves).close_reason == "left"
    assert set(Alert.objects.current()) == {Alert.objects.get(student=stays), elsewhere}
    # A day past does not say who is here now.
    stays.enrollments.update(ends_on=TODAY)
    evaluate_school(classroom.school, on=days_ago(1))
    assert Alert.objects.current().filter(student=stays).exists()


def test_a_note_about_a_class_out_of_use_is_closed(classroom):
    classroom.is_archived = True
    classroom.save()
    note = AlertFactory(student=None, classroom=classroom, kind="class_gap")

    evaluate_school(classroom.school)

    note.refresh_from_db()
    assert (note.status, note.close_reason) == ("resolved", "left")


def test_classes_are_taken_a_few_at_a_time(classroom, monkeypatch):
    monkeypatch.setattr(evaluation, "STUDENTS_AT_ONCE", 3)
    rooms = [classroom, *ClassroomFactory.create_batch(3, school=classroom.school)]
    for room in rooms:
        struggler(room, "One")
        struggler(room, "Two")
    members = evaluation.members_on(classroom.school, TODAY)

    assert [len(chunk) for chunk in evaluation._chunks(members)] == [1, 1, 1, 1]
    assert evaluate_school(classroom.school).opened == 8
    monkeypatch.setattr(evaluation, "STUDENTS_AT_ONCE", 5)
    assert [list(chunk) for chunk in evaluation._chunks(members)] == [
        [rooms[0].pk, rooms[1].pk],
        [rooms[2].pk, rooms[3].pk],
    ]


@pytest.mark.parametrize("students", [1, 3])
def test_number_of_queries_does_not_grow_with_the_students(students, classroom):
    for number in range(students):
        struggler(classroom, f"S{number}")
        daily(classroom, f"Q{number}", last=0)
    daily(classroom, "Quiet", last=8)

    everybody = list(classroom.students.values_list("pk", flat=True))

    def number_of_statements(run):
        with CaptureQueriesContext(connection) as queries:
            run()
        return sum("SAVEPOINT" not in query["sql"] for query in queries)

    first = number_of_statements(lambda: evaluate_school(classroom.school))
    again = number_of_statements(lambda: evaluate_school(classroom.school))
    some = number_of_statements(lambda: evaluate_students(classroom.school, everybody))

    # Holidays and members; then for each chunk: students locked, limits, four for the evidence, and
    # alerts known, opened, read back, triggers; at last who left.
    assert first == 2 + 6 + 4 + 1
    # Known alerts are brought up to date instead of opened; for some students their classes are asked for first.
    assert again == 2 + 6 + 4 + 1
    assert some == 1 + 2 + 6 + 4
