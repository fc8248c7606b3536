import threading
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection

from interventions.errors import Conflict, Invalid, NotFound
from interventions.models import Intervention, InterventionChange
from interventions.models.record import RecordIsAppendOnlyError
from interventions.tracking import postpone, reopen, resolve
from tests.factories import InterventionChangeFactory, InterventionFactory, SchoolHolidayFactory
from tests.faults import fail_each_statement

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture
def intervention(student, teacher):
    return InterventionFactory(student=student, teacher=teacher)


@pytest.fixture
def closed(intervention, teacher):
    return resolve(
        intervention, by=teacher, resolution_notes="First", effectiveness_rating=4, at=NOW
    )


def outcome(intervention):
    row = Intervention.objects.get(pk=intervention.pk)
    resolved = row.is_resolved, row.resolved_at, row.resolved_by
    return *resolved, row.resolution_notes, row.effectiveness_rating


def record(intervention):
    return [
        (line.kind, line.by, line.at, line.notes, line.effectiveness_rating)
        for line in InterventionChange.objects.filter(intervention=intervention)
    ]


UNRESOLVED = (False, None, None, None, None)


def test_resolving_keeps_notes_rating_and_time(intervention, teacher):
    notes = "Student showed improvement after meeting and assignment."

    with time_machine.travel(NOW, tick=False):
        resolved = resolve(
            intervention, by=teacher, resolution_notes=f" {notes}\r\n", effectiveness_rating=4
        )

    assert outcome(intervention) == (True, NOW, teacher, notes, 4)
    assert (resolved.is_resolved, resolved.effectiveness_rating) == (True, 4)


def test_resolving_is_written_into_the_record(closed, teacher):
    assert record(closed) == [("resolved", teacher, NOW, "First", 4)]


def test_notes_and_rating_are_optional(intervention, teacher):
    resolve(intervention, by=teacher, at=NOW)

    assert outcome(intervention) == (True, NOW, teacher, "", None)


def test_resolving_twice_is_a_conflict_and_keeps_the_first_words(intervention, teacher):
    stale = Intervention.objects.get(pk=intervention.pk)
    resolve(intervention, by=teacher, resolution_notes="First", effectiveness_rating=5, at=NOW)

    with pytest.raises(Conflict, match="This intervention is already resolved"):
        resolve(stale, by=teacher, resolution_notes="Second", effectiveness_rating=1)

    assert outcome(intervention) == (True, NOW, teacher, "First", 5)
    assert len(record(intervention)) == 1


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_outside_one_to_five_is_refused(intervention, teacher, rating):
    with pytest.raises(Invalid) as refused:
        resolve(intervention, by=teacher, effectiveness_rating=rating)

    assert (refused.value.field, refused.value.message) == (
        "effectiveness_rating",
        "Choose one to five stars.",
    )
    assert outcome(intervention) == UNRESOLVED


def test_over_long_notes_are_refused(intervention, teacher):
    with pytest.raises(Invalid) as refused:
        resolve(intervention, by=teacher, resolution_notes="x" * 5001)

    assert (refused.value.field, refused.value.message) == (
        "resolution_notes",
        "These notes have 5,001 characters; 5,000 is the most.",
    )
    assert outcome(intervention) == UNRESOLVED


@pytest.mark.parametrize("who", ["TE", "CO", "AIDE"])
def test_any_teacher_of_the_student_may_resolve(people, intervention, who):
    assert resolve(intervention, by=getattr(people, who)).is_resolved


@pytest.mark.parametrize(
    "who, error",
    [
        ("TO", NotFound),
        ("TX", NotFound),
        ("ST", NotFound),
        ("GU", NotFound),
        ("LE", PermissionDenied),
        ("AD", PermissionDenied),
    ],
)
def test_others_may_not_resolve(people, intervention, who, error):
    for act in (resolve, reopen, lambda row, by: postpone(row, by=by, days=7)):
        with pytest.raises(error):
            act(intervention, by=getattr(people, who))

    assert (outcome(intervention), record(intervention)) == (UNRESOLVED, [])


def test_a_leader_resolves_her_own(people, student):
    own = InterventionFactory(student=student, teacher=people.LE)

    assert resolve(own, by=people.LE).is_resolved
    assert reopen(own, by=people.LE).is_resolved is False
    assert postpone(own, by=people.LE, days=7)


def test_whoever_closes_it_is_kept_not_whoever_began_it(people, intervention):
    resolve(intervention, by=people.CO)

    assert Intervention.objects.get().resolved_by == people.CO


def test_all_or_nothing(intervention, teacher):
    def fail(execute, sql, *args):
        if "intervention_changes" in sql:
            raise RuntimeError
        return execute(sql, *args)

    with connection.execute_wrapper(fail), pytest.raises(RuntimeError):
        resolve(intervention, by=teacher, resolution_notes="Lost")

    assert (outcome(intervention), record(intervention)) == (UNRESOLVED, [])


def test_reopening_clears_the_row_and_keeps_the_record(closed, people):
    later = datetime(2026, 11, 30, 17, tzinfo=UTC)

    reopened = reopen(closed, by=people.CO, notes=" It slipped.\r\n", at=later)

    assert outcome(closed) == UNRESOLVED
    assert reopened.is_resolved is False
    assert record(closed) == [
        ("resolved", people.TE, NOW, "First", 4),
        ("reopened", people.CO, later, "It slipped.", None),
    ]


def test_what_was_reopened_can_be_resolved_again_and_again(closed, teacher):
    reopen(closed, by=teacher)
    resolve(closed, by=teacher, effectiveness_rating=2)

    assert [line[0] for line in record(closed)] == ["resolved", "reopened", "resolved"]
    assert outcome(closed)[-1] == 2


def test_reopening_what_is_open_is_a_conflict(intervention, teacher):
    with pytest.raises(Conflict, match="This intervention is open already"):
        reopen(intervention, by=teacher)

    assert record(intervention) == []


def test_reopening_refuses_over_long_reasons(closed, teacher):
    with pytest.raises(Invalid, match="5,001 characters"):
        reopen(closed, by=teacher, notes="x" * 5001)

    assert outcome(closed)[0] is True


@pytest.mark.parametrize(
    "before, after",
    [
        # The 23rd is a Monday; two weeks later is a Monday too.
        (None, date(2026, 12, 7)),
        (date(2026, 11, 23), date(2026, 12, 7)),
        # A review still to come stays where it was.
        (date(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_reopening_sets_a_review_to_come(intervention, teacher, before, after):
    Intervention.objects.update(follow_up_on=before)
    intervention.refresh_from_db()
    resolve(intervention, by=teacher, at=NOW)

    assert reopen(intervention, by=teacher, at=NOW).follow_up_on == after


@pytest.mark.parametrize(
    "due, days, review",
    [
        # From today, where it was due by now or had no date, and from its day where that is to come.
        (None, 7, date(2026, 11, 30)),
        (date(2026, 11, 2), 7, date(2026, 11, 30)),
        (date(2026, 11, 23), 14, date(2026, 12, 7)),
        (date(2026, 11, 25), 7, date(2026, 12, 2)),
        # Saturday the 28th and a week: the Monday after.
        (date(2026, 11, 28), 7, date(2026, 12, 7)),
    ],
)
def test_a_review_is_put_off_to_a_school_day(intervention, teacher, due, days, review):
    Intervention.objects.update(follow_up_on=due)
    intervention.refresh_from_db()

    assert postpone(intervention, by=teacher, days=days, at=NOW) == review
    assert Intervention.objects.get().follow_up_on == review


def test_a_review_does_not_fall_into_the_holidays(intervention, teacher, school):
    SchoolHolidayFactory(school=school, starts_on=date(2026, 11, 26), ends_on=date(2026, 12, 4))

    # From the 30th over the holiday and the weekend.
    assert postpone(intervention, by=teacher, days=7, at=NOW) == date(2026, 12, 7)
    assert record(intervention) == [("continued", teacher, NOW, "", None)]
    assert intervention.changes.get().review_on == date(2026, 12, 7)


@pytest.mark.parametrize("days", [0, 6, -7, 1_000_000])
def test_a_review_is_put_off_by_one_week_or_two(intervention, teacher, days):
    with pytest.raises(Invalid) as refused:
        postpone(intervention, by=teacher, days=days)

    assert (refused.value.field, refused.value.message) == ("days", "Choose 7 or 14 days.")


def test_nothing_is_reviewed_that_is_resolved(closed, teacher):
    with pytest.raises(Conflict, match="already resolved"):
        postpone(closed, by=teacher, days=7)


def test_a_line_of_the_record_is_never_changed_or_deleted(student):
    line = InterventionChangeFactory(intervention__student=student)

    with pytest.raises(RecordIsAppendOnlyError):
        line.save()
    with pytest.raises(RecordIsAppendOnlyError):
        line.delete()

    assert InterventionChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_resolves_and_the_other_is_told(people, student):
    rows = InterventionFactory.create_batch(20, student=student, teacher=people.TE)
    answers = []

    def close(row, by, gate):
        gate.wait()
        try:
            answers.append(resolve(row, by=by, resolution_notes=by.username).resolution_notes)
        except Conflict:
            answers.append("conflict")
        finally:
            connection.close()

    for row in rows:
        gate = threading.Barrier(2)
        pair = [
            threading.Thread(target=close, args=(row, by, gate)) for by in (people.TE, people.CO)
        ]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()

    assert answers.count("conflict") == len(answers) // 2 == 20
    for row in Intervention.objects.all():
        (line,) = row.changes.all()
        assert (line.by, line.notes) == (row.resolved_by, row.resolution_notes)


# All or nothing


def act(name, intervention, by):
    row = Intervention.objects.get(pk=intervention.pk)
    if name == "resolve":
        resolve(row, by=by, resolution_notes="Better", effectiveness_rating=4, at=NOW)
    elif name == "reopen":
        reopen(row, by=by, notes="It slipped")
    else:
        postpone(row, by=by, days=7)


@pytest.mark.parametrize("name", ["resolve", "reopen", "postpone"])
def test_an_interruption_at_any_statement_changes_nothing(request, teacher, name):
    row = request.getfixturevalue("closed" if name == "reopen" else "intervention")

    assert fail_each_statement(lambda: act(name, row, teacher)) >= 3
