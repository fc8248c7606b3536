"""What the command does with its options, whatever the format."""

import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alpha.accounts.models import School, User
from alpha.learning.imports import pipeline
from alpha.learning.models import Classroom, PracticeImport, PracticeSession, Student
from alpha.learning.signals import practice_recorded
from tests.factories import ClassroomFactory, SchoolFactory, TeacherFactory, UserFactory
from tests.learning.imports.conftest import counts
from tests.learning.imports.test_assistments import as_row
from tests.learning.imports.test_own_formats import answer

pytestmark = pytest.mark.django_db


def refusal(run, *arguments, **options):
    with pytest.raises(CommandError) as error:
        run(*arguments, **options)
    return str(error.value)


def tables_are_empty():
    return not (School.objects.exists() or User.objects.exists() or Classroom.objects.exists())


def test_missing_school_is_made_with_the_zone_given(run, write):
    run(write([answer(1)]), "--timezone", "Europe/Paris", school="École Jules Ferry")

    school = School.objects.get()
    assert (school.name, school.code, school.time_zone) == (
        "École Jules Ferry",
        "ecole-jules-ferry",
        "Europe/Paris",
    )
    # Ten o'clock and one minute in Paris.
    assert PracticeSession.objects.get().started_at == datetime(2026, 3, 2, 9, 1, tzinfo=UTC)


def test_new_school_without_a_zone_is_in_utc_and_told_so(run, write):
    said = "No --timezone was given: the new school's days are in UTC."

    assert said in run(write([answer(1)]))
    assert said not in run(write([answer(1)]))


@pytest.mark.parametrize("wanted", ["maple", "Maple School", "maple school"])
def test_school_is_found_by_code_or_name(run, write, school, wanted):
    run(write([answer(1)]), school=wanted)

    assert Classroom.objects.get().school == school
    assert School.objects.count() == 1


def test_code_goes_before_name(run, write, school):
    other = SchoolFactory(name="maple", code="other")

    run(write([answer(1)]), school="maple")

    assert (school.classrooms.count(), other.classrooms.count()) == (1, 0)


def test_name_of_several_schools_is_refused(run, write):
    SchoolFactory.create_batch(2, name="Maple")

    assert refusal(run, write([answer(1)]), school="Maple") == (
        "Several schools are called “Maple”: give the code of one."
    )


def test_name_without_letters_cannot_be_a_school(run, write):
    assert refusal(run, write([answer(1)]), school="!!").startswith(
        "“!!” cannot be the name of a new school:"
    )


def test_unknown_zone_is_refused(run, write):
    assert refusal(run, write([answer(1)]), "--timezone", "Mars/Base") == (
        "“Mars/Base” is no time zone. Write it as Area/City, for example America/New_York."
    )
    assert tables_are_empty()


def test_zone_given_for_a_known_school_reads_local_times_only(run, write, school):
    run(write([answer(1)]), "--timezone", "Europe/Paris")

    school.refresh_from_db()
    assert school.time_zone == "America/New_York"
    assert PracticeSession.objects.get().started_at == datetime(2026, 3, 2, 9, 1, tzinfo=UTC)


def test_dry_run_says_the_same_and_writes_nothing(run, write):
    path = write([answer(1), answer(2, student_id="18"), answer(3, correct="perhaps")])

    tried = run(path, "--dry-run")

    assert tables_are_empty()
    assert PracticeImport.objects.count() == 0
    assert tried[-1] == "Dry run: nothing was written."
    assert run(path) == tried[:-1]


def test_dry_run_of_a_known_file_says_the_same(run, write, school):
    path = write([as_row(1), as_row(2)])
    run(path)
    more = write([as_row(1), as_row(2), as_row(3), as_row(4, user=2, classroom=11)])

    tried = run(more, "--dry-run")

    assert (PracticeSession.objects.count(), PracticeImport.objects.count()) == (1, 1)
    assert counts(tried)["answers"] == (2, 2)
    assert run(more) == tried[:-1]


def test_dry_run_only_reads(write, school):
    path = write([as_row(1), as_row(2)])

    with CaptureQueriesContext(connection) as queries:
        call_command(
            "import_practice", str(path), "--school", "maple", "--dry-run", stdout=io.StringIO()
        )

    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


@time_machine.travel(datetime(2026, 6, 30, 12, tzinfo=UTC), tick=False)
def test_until_in_the_future_is_refused(run, write):
    assert refusal(run, write([as_row(1)]), "--until", "2026-07-01") == (
        "--until 2026-07-01 lies in the future."
    )
    assert tables_are_empty()


def test_until_that_is_no_date_is_refused(run, write):
    assert "“summer” is no date like 2026-03-02." in refusal(
        run, write([as_row(1)]), "--until", "summer"
    )


def test_until_is_not_needed_where_the_file_has_times(run, write, school):
    lines = run(write([answer(1)]), "--until", "2026-03-01")

    assert "--until was not used: the file has times." in lines
    assert PracticeImport.objects.get().estimated_until is None


def test_teacher_asked_for_takes_only_classes_that_have_nobody(run, write, school):
    moreno = TeacherFactory(school=school, username="moreno")
    other = ClassroomFactory(school=school, source="import", external_id="Not in the file")

    run(
        write([answer(1), answer(2, **{"class": "Grade 5 Red", "teacher": ""})]),
        "--teacher",
        "Moreno",
    )

    assert [classroom.name for classroom in moreno.classrooms.all()] == ["Grade 5 Red"]
    assert other.teachers.count() == 0


def test_somebody_who_is_no_teacher_of_the_school_is_refused(run, write, school):
    UserFactory(school=school, username="leader", role="leader")
    TeacherFactory(username="stranger")
    path = write([answer(1, teacher="")])

    for username in ("leader", "stranger"):
        assert refusal(run, path, "--teacher", username) == (
            f"“{username}” is not a teacher of this school."
        )
    assert Classroom.objects.count() == 0


def test_username_that_cannot_be_is_refused(run, write, school):
    assert refusal(run, write([answer(1, teacher="")]), "--teacher", "a b").startswith(
        "--teacher “a b”: Enter a valid username."
    )


def test_import_is_remembered_with_its_numbers(run, write, school):
    path = write([answer(1), answer(2, answer_id="")], name="march.csv")

    run(path)

    record = PracticeImport.objects.get()
    assert (record.school, record.file_name, record.format) == (school, "march.csv", "answers")
    assert record.finished_at is not None
    assert (record.summary["rows"], record.summary["failed"]) == (2, 1)
    assert record.summary["new"]["answers"] == 1


def test_listeners_hear_of_students_with_new_practice(
    run, write, school, django_capture_on_commit_callbacks
):
    heard = []

    def listen(sender, school, student_ids, **rest):
        heard.append(len(student_ids))

    path = write([answer(1), answer(2, student_id="18")])
    practice_recorded.connect(listen)
    try:
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                run(path)
    finally:
        practice_recorded.disconnect(listen)

    assert heard == [2]


def test_more_students_than_one_batch_holds_are_all_taken_in(run, write, school):
    rows = [answer(n % 60, student_id=str(n), answer_id=str(n)) for n in range(120)]

    assert counts(run(write(rows)))["students"] == (120, 0)
    assert PracticeSession.objects.count() == 120


def test_import_of_several_batches_is_announced_once(
    run, write, school, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr(pipeline, "STUDENTS_AT_ONCE", 2)
    heard = []

    def listen(sender, school, student_ids, **rest):
        heard.append(student_ids)

    path = write([answer(n, student_id=str(n), answer_id=str(n)) for n in range(5)])
    practice_recorded.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            run(path, "--dry-run")
            run(path)
    finally:
        practice_recorded.disconnect(listen)

    assert heard == [tuple(Student.objects.order_by("pk").values_list("pk", flat=True))]
    assert len(heard[0]) == 5


def test_batch_is_written_whole_or_not_at_all(run, write, school, monkeypatch):
    def fail(*arguments):
        raise RuntimeError("the power went out")

    path = write([answer(1)])
    with monkeypatch.context() as broken:
        broken.setattr(pipeline, "record_given_work", fail)
        with pytest.raises(RuntimeError):
            run(path)

    assert (Student.objects.count(), PracticeSession.objects.count()) == (0, 0)
    assert counts(run(path))["answers"] == (1, 0)
