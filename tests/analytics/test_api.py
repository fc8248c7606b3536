"""The reports over HTTP: the pages' numbers, for whoever may read the pages."""

from datetime import timedelta

import pytest

from analytics.models import ReportView
from analytics.services import AnalyticsService
from tests.api_client import SIGN_INS, ApiClient, same_for_unknown, with_session
from tests.factories import (
    ClassroomFactory,
    EnrollmentFactory,
    PracticeSessionFactory,
    StudentFactory,
    TeacherFactory,
)

pytestmark = pytest.mark.django_db

UNKNOWN = 987_654_321
CLASS_QUERIES = 12


@pytest.fixture
def practiced(student):
    today = student.school.today()
    for ago, correct in ((0, 10), (3, 11), (9, 14)):
        PracticeSessionFactory(
            student=student,
            school_day=today - timedelta(days=ago),
            questions_answered=20,
            questions_correct=correct,
        )
    return student


@pytest.fixture
def paths(practiced, classroom):
    return {
        "student_report": f"analytics/student/{practiced.pk}/report",
        "class_report": f"analytics/class/{classroom.pk}/report",
        "student_trends": f"analytics/student/{practiced.pk}/trends",
        "class_trends": f"analytics/class/{classroom.pk}/trends",
        "comparison": f"analytics/student/{practiced.pk}/comparison",
    }


@pytest.mark.parametrize("sign_in", SIGN_INS)
def test_reports_are_what_the_service_says(sign_in, paths, teacher, practiced, classroom):
    client, service = SIGN_INS[sign_in](teacher), AnalyticsService(teacher)

    answers = {name: client.get(path).json() for name, path in paths.items()}

    assert answers == {
        "student_report": service.get_student_performance_report(practiced.pk),
        "class_report": service.get_class_performance_report(classroom.pk),
        "student_trends": service.get_student_trend_data(practiced.pk),
        "class_trends": service.get_class_trend_data(classroom.pk),
        "comparison": service.get_student_comparison(practiced.pk),
    }
    assert answers["student_report"]["overall"]["accuracy"] == 35 / 60
    assert next(iter(answers["class_report"])) == "class"


def test_window_is_as_long_as_asked(teacher, paths):
    report = ApiClient(teacher).get(paths["student_report"], days=7).json()

    assert report["window"]["days"] == 7
    assert report["overall"]["questions_answered"] == 40


def test_what_is_not_known_is_null(teacher, student):
    report = ApiClient(teacher).get(f"analytics/student/{student.pk}/report").json()

    assert report["overall"]["accuracy"] is None
    assert report["trends"]["change"] is None
    assert report["next_skill"] is None


@pytest.mark.parametrize("days", ["0", "367", "-1", "1.5", "abc", "1_0", "9" * 40, ""])
def test_days_out_of_range_are_refused(teacher, paths, days):
    client = ApiClient(teacher)
    for path in paths.values():
        answer = client.get(path, days=days)

        assert (path, answer.status_code) == (path, 422)
        assert list(answer.json()["errors"]) == ["days"]


def test_parameter_given_twice_or_unknown_is_refused(teacher, paths):
    client = ApiClient(teacher)

    twice = client.get(paths["student_report"], days=["7", "30"])
    unknown = client.get(paths["student_report"], weeks="7")

    assert (twice.status_code, twice.json()["errors"]) == (422, {"days": ["Give this once."]})
    assert unknown.json()["errors"] == {"weeks": ["There is no such parameter here."]}


@pytest.mark.parametrize("key", ["0", "-5", "abc", "9" * 25])
def test_id_that_is_none_is_refused(teacher, key):
    answer = ApiClient(teacher).get(f"analytics/student/{key}/report")

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["student_id"])


def test_foreign_student_looks_like_an_unknown_one(teacher):
    stranger = EnrollmentFactory().student
    client = ApiClient(teacher)
    for what in ("report", "trends", "comparison"):
        foreign = client.get(f"analytics/student/{stranger.pk}/{what}")
        unknown = client.get(f"analytics/student/{UNKNOWN}/{what}")

        assert foreign.status_code == 404
        assert same_for_unknown(foreign) == same_for_unknown(unknown)


def test_foreign_class_looks_like_an_unknown_one(teacher):
    foreign_class = ClassroomFactory()
    client = ApiClient(teacher)
    for what in ("report", "trends"):
        foreign = client.get(f"analytics/class/{foreign_class.pk}/{what}")
        unknown = client.get(f"analytics/class/{UNKNOWN}/{what}")

        assert foreign.status_code == 404
        assert same_for_unknown(foreign) == same_for_unknown(unknown)


def test_comparison_with_a_class_that_is_not_shared_is_not_found(teacher, paths):
    others = ClassroomFactory(school=teacher.school)

    answer = ApiClient(teacher).get(paths["comparison"], class_id=others.pk)

    assert answer.status_code == 404


def test_office_is_told_that_reports_are_not_its_own(people, paths):
    client = ApiClient(people.AD)

    answers = {name: client.get(path).status_code for name, path in paths.items()}

    assert answers == dict.fromkeys(paths, 403)


def test_student_finds_no_report_about_herself(people, paths):
    client = with_session(people.ST)

    answers = {name: client.get(path).status_code for name, path in paths.items()}

    assert answers == dict.fromkeys(paths, 404)


def test_reading_a_report_is_recorded(teacher, paths, student, classroom):
    client = ApiClient(teacher)
    client.get(paths["student_report"])
    client.get(paths["class_report"])
    client.get(paths["student_trends"])

    seen = ReportView.objects.order_by("id").values_list("viewer", "student", "classroom")
    assert list(seen) == [
        (teacher.pk, student.pk, None),
        (teacher.pk, None, classroom.pk),
    ]


@pytest.mark.parametrize("students", [1, 3])
def test_class_report_costs_the_same_for_any_number_of_students(
    students, teacher, classroom, practiced, django_assert_num_queries
):
    for _ in range(students - 1):
        other = StudentFactory(school=classroom.school)
        EnrollmentFactory(classroom=classroom, student=other)
        PracticeSessionFactory(student=other)
    client = ApiClient(teacher)
    # Of which 3 find and note the token and count the request; noting the view is one more.
    path = f"analytics/class/{classroom.pk}/report"
    client.get(path)
    with django_assert_num_queries(CLASS_QUERIES):
        assert client.get(path).status_code == 200


def test_teacher_of_nobody_finds_nothing(paths, school):
    client = ApiClient(TeacherFactory(school=school))

    assert {client.get(path).status_code for path in paths.values()} == {404}
