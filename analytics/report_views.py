"""The record of access: who looked at which report, and when."""

from alpha.accounts.models import User
from alpha.learning.models import Classroom, Student
from analytics.models import ReportView


def record_report_view(
    viewer: User,
    *,
    student: Student | None = None,
    classroom: Classroom | None = None,
) -> None:
    """Note that a report was read, of a student or of a class: exactly one of them."""
    ReportView.objects.create(viewer=viewer, student=student, classroom=classroom)
