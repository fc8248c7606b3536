"""The reports: metrics composed into frozen dataclasses, one shape for pages, charts and interfaces."""

from analytics.reports.class_list import ClassRow, class_list
from analytics.reports.classroom import (
    SORTS,
    ClassReport,
    ClassStudents,
    StudentRow,
    class_report,
    class_students,
    sorted_rows,
)
from analytics.reports.shape import Named, Point, Window, as_data
from analytics.reports.student import StudentReport, Trends, student_report, student_trends

__all__ = [
    "SORTS",
    "ClassReport",
    "ClassRow",
    "ClassStudents",
    "Named",
    "Point",
    "StudentReport",
    "StudentRow",
    "Trends",
    "Window",
    "as_data",
    "class_list",
    "class_report",
    "class_students",
    "sorted_rows",
    "student_report",
    "student_trends",
]
