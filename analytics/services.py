"""The public face of analytics: what somebody may know about the students in her scope."""

from typing import Any, Literal, get_args

from alpha.accounts.models import User
from alpha.learning.access import classrooms_reportable_to, students_reportable_to
from alpha.learning.models import Classroom, Student
from alpha.periods import MAX_DAYS, Period
from analytics.metrics.comparison import compare, find_shared_classroom, shared_classroom
from analytics.reports import (
    as_data,
    class_report,
    skill_heatmap,
    student_report,
    student_trends,
)

Metric = Literal["accuracy", "questions_answered", "time_spent_seconds"]
METRICS: tuple[str, ...] = get_args(Metric)
DAYS_REFUSED = f"Choose a period of 1 to {MAX_DAYS} days."
METRIC_REFUSED = f"Choose one of {', '.join(METRICS)}."

Data = dict[str, Any]


class AnalyticsService:
    """Holds who is asking. Every answer is a plain dictionary, {} for an unknown id or one out of scope.

    `days` counts the dates of the window, today included; outside 1-366 it is a ValueError with a
    message for people.
    """

    def __init__(self, viewer: User) -> None:
        self.viewer = viewer

    def get_student_performance_report(self, student_id: int, days: int = 30) -> Data:
        _check_days(days)
        student = self._student(student_id)
        if student is None:
            return {}
        period = _last(days, student)
        return dict(as_data(student_report(student, viewer=self.viewer, period=period)))

    def get_class_performance_report(self, class_id: int, days: int = 30) -> Data:
        """The class report, and the heat map of its skills beside it."""
        report = self._class_report(class_id, days)
        if not report:
            return {}
        return report | {"skill_heatmap": self._get_class_skill_heatmap(class_id, days)}

    def get_student_trend_data(
        self, student_id: int, metric: str = "accuracy", days: int = 30
    ) -> Data:
        """The `trends` of the student report; for a metric other than accuracy see `_of_metric`."""
        _check_days(days)
        _check_metric(metric)
        student = self._student(student_id)
        if student is None:
            return {}
        return _of_metric(as_data(student_trends(student, _last(days, student))), metric)

    def get_class_trend_data(self, class_id: int, metric: str = "accuracy", days: int = 30) -> Data:
        """The `trends` of the class report; for a metric other than accuracy see `_of_metric`."""
        _check_metric(metric)
        report = self._class_report(class_id, days)
        return _of_metric(report["trends"], metric) if report else {}

    def get_student_comparison(
        self, student_id: int, class_id: int | None = None, days: int = 30
    ) -> Data:
        """The student beside a class; by default the class with the lowest id shared with the viewer.

        {} as well where the student is not in the class asked for, or shares none with the viewer.
        """
        _check_days(days)
        student = self._student(student_id)
        if student is None:
            return {}
        if class_id is None:
            classroom = shared_classroom(student, self.viewer)
        else:
            classroom = find_shared_classroom(student, self.viewer, class_id)
        if classroom is None:
            return {}
        return dict(as_data(compare(student, classroom, _last(days, student))))

    def get_improving_and_struggling_students(self, class_id: int, days: int = 30) -> Data:
        """The class report's own rows: {improving, declining, struggling}."""
        report = self._class_report(class_id, days)
        if not report:
            return {}
        return {
            "improving": report["improving_students"],
            "declining": report["declining_students"],
            "struggling": report["struggling_students"],
        }

    def _get_class_skill_heatmap(self, class_id: int, days: int = 30) -> Data:
        """{skills, rows}: the skills practiced in the window, the students enrolled today.

        Where there is most need comes first; a cell is None where the student did not practice.
        """
        _check_days(days)
        classroom = self._classroom(class_id)
        if classroom is None:
            return {}
        return dict(as_data(skill_heatmap(classroom, period=_last(days, classroom))))

    def _class_report(self, class_id: int, days: int) -> Data:
        _check_days(days)
        classroom = self._classroom(class_id)
        if classroom is None:
            return {}
        return dict(as_data(class_report(classroom, period=_last(days, classroom))))

    def _student(self, student_id: int) -> Student | None:
        students = students_reportable_to(self.viewer).select_related("school")
        return students.filter(pk=student_id).first()

    def _classroom(self, class_id: int) -> Classroom | None:
        classrooms = classrooms_reportable_to(self.viewer).select_related("school")
        return classrooms.filter(pk=class_id).first()


def _last(days: int, of: Student | Classroom) -> Period:
    return Period.last(days, today=of.school.today())


def _check_days(days: int) -> None:
    if not 1 <= days <= MAX_DAYS:
        raise ValueError(DAYS_REFUSED)


def _check_metric(metric: str) -> None:
    if metric not in METRICS:
        raise ValueError(METRIC_REFUSED)


def _of_metric(trends: Data, metric: str) -> Data:
    """Amounts have points and no verdict: the trend test is one of accuracy.

    So for questions and time `direction` is None, and so are `change`, `low` and `high`.
    """
    if metric == "accuracy":
        return trends
    verdict = {"direction": None, "watch": False, "change": None, "low": None, "high": None}
    return trends | {key: verdict[key] for key in verdict if key in trends}
