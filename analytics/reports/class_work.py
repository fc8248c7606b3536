"""What a teacher reads about the work a class was given."""

from dataclasses import dataclass

from alpha.learning.access import enrolled_students
from alpha.learning.models import Classroom
from alpha.periods import Period
from analytics.metrics.assignments import AssignmentRow, class_assignments
from analytics.reports.shape import Named, Window


@dataclass(frozen=True, slots=True)
class ClassWork:
    klass: Named
    window: Window
    rows: tuple[AssignmentRow, ...]

    @property
    def given(self) -> int:
        return sum(row.given for row in self.rows)

    @property
    def done(self) -> int:
        return sum(row.done for row in self.rows)


def class_work(classroom: Classroom, *, period: Period) -> ClassWork:
    """Compose the report; two queries, whatever the number of students and assignments."""
    names = dict(enrolled_students(classroom).values_list("pk", "name"))
    return ClassWork(
        klass=Named(classroom.pk, classroom.name),
        window=Window.of(period),
        rows=class_assignments(classroom, names, period),
    )
