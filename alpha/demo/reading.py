"""Who opened which reports in the last weeks: most teachers in most weeks."""

from collections.abc import Iterator, Sequence
from random import Random

from alpha.accounts.models import User
from alpha.demo.classes import DemoClass
from alpha.demo.clock import DemoClock
from analytics.models import ReportView

DAYS = 56
# Of an opened class report, how many reports of students are opened from it.
STUDENTS = (0, 1, 1, 2, 3)
# On a school day; one teacher after the other, the last one hardly ever.
CHANCES = (0.6, 0.35, 0.45, 0.3, 0.06)


def look_at_reports(classes: Sequence[DemoClass], clock: DemoClock, rng: Random) -> None:
    teachers = {teacher.pk: teacher for one in classes for teacher in one.teachers}
    ReportView.objects.bulk_create(
        view
        for place, teacher in enumerate(teachers.values())
        for view in _views(
            teacher, CHANCES[place % len(CHANCES)], _taught(teacher, classes), clock, rng
        )
    )


def _taught(teacher: User, classes: Sequence[DemoClass]) -> list[DemoClass]:
    return [one for one in classes if teacher in one.teachers]


def _views(
    teacher: User, chance: float, classes: Sequence[DemoClass], clock: DemoClock, rng: Random
) -> Iterator[ReportView]:
    for ago in clock.taught_between(DAYS, 1):
        if rng.random() < chance:
            demo_class, hour = rng.choice(classes), rng.uniform(7.5, 16)
            at = clock.at(ago, hour)
            yield ReportView(viewer=teacher, classroom=demo_class.classroom, viewed_at=at)
            for learner in rng.sample(demo_class.learners, rng.choice(STUDENTS)):
                yield ReportView(viewer=teacher, student=learner.student, viewed_at=at)
