"""The numbers that head the morning page: what waits today besides the cards."""

from dataclasses import dataclass

from alpha.accounts.models import School, User
from alpha.learning.access import enrolled_students, students_reportable_to
from alpha.learning.models import Classroom
from analytics.metrics.activity import ActiveShare, active_share
from interventions.agenda import meetings_today
from interventions.selectors import OwnCounts, own_counts


@dataclass(frozen=True, slots=True)
class Counters:
    """`own`: how the viewer's own interventions stand; `active`: her students with practice this week."""

    own: OwnCounts
    meetings_today: int
    active: ActiveShare


def counters_for(user: User, school: School, *, classroom: Classroom | None = None) -> Counters:
    """Three queries. What somebody did and arranged is not narrowed to a class; who practiced is."""
    students = enrolled_students(classroom) if classroom else students_reportable_to(user)
    return Counters(
        own=own_counts(user, school.today()),
        meetings_today=meetings_today(user, school),
        active=active_share(students, school.today()),
    )
