"""What other thresholds would mean: "would flag 6 of 28", before anybody saves them."""

from collections import Counter
from dataclasses import dataclass

from alpha.learning.models import Classroom
from analytics.alerts.looking import look_at
from analytics.detectors import CONCERNS, GOOD_NEWS, Kind, RuleLimits
from analytics.metrics.monitoring import EvaluationDay, members_on


@dataclass(frozen=True, slots=True)
class Preview:
    """How many students of the class a rule finds today; a student stuck on three skills is one."""

    flagged: int
    of: int


def would_flag(classroom: Classroom, limits: RuleLimits) -> dict[Kind, Preview]:
    """Ask the rules with these limits about everybody enrolled today; nothing is written. Six queries.

    Each rule about students has a key, also those switched off in `limits`: they find nobody.
    """
    day = EvaluationDay.of(classroom.school, classroom.school.today())
    members = members_on(classroom.school, day.on, class_ids=[classroom.pk])
    students = members.get(classroom.pk, {})
    homes = dict.fromkeys(students, classroom.pk)
    looked = look_at(day, members, {classroom.pk: limits}, homes, notes=False)
    found = Counter(
        kind for one in looked for kind in {finding.kind for finding in one.assessment.findings}
    )
    return {kind: Preview(found[kind], len(students)) for kind in (*CONCERNS, *GOOD_NEWS)}
