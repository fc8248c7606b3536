import pytest

from alpha.bench.school import Plan, build_school
from alpha.bench.subjects import WINDOW_DAYS
from alpha.learning.models import Classroom
from alpha.periods import Period

# Seventy days reach back before the sixty of the trend.
TINY = Plan(classes=3, class_size=4, classes_per_teacher=2, skills=3, days=70)


@pytest.fixture
def bench_school(db):
    return build_school(TINY)


@pytest.fixture
def bench_class(bench_school):
    return Classroom.objects.order_by("pk")[1]


@pytest.fixture
def period(bench_school):
    return Period.last(WINDOW_DAYS, today=bench_school.today())
