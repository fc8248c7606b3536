"""Asking the rules about the students of a few classes; nothing is written."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from analytics.detectors import (
    Assessment,
    Finding,
    RuleLimits,
    StudentEvidence,
    assess,
    class_gap,
    gap_of,
)
from analytics.detectors.accuracy import tally
from analytics.detectors.assessment import Circumstances
from analytics.metrics.monitoring import EvaluationDay, Members, evidence_of
from analytics.rates import class_prior


@dataclass(frozen=True, slots=True)
class Looked:
    """What the rules say of one student, or of a class as a whole (`student_id` None)."""

    student_id: int | None
    classroom_id: int
    assessment: Assessment
    limits: RuleLimits

    def key(self, finding: Finding) -> str:
        """Name what may have one current alert: rule, student (or class), skill or assignment."""
        if self.student_id is None:
            parts = [finding.kind, f"class:{self.classroom_id}"]
        else:
            parts = [finding.kind, f"student:{self.student_id}"]
        if finding.skill_id is not None:
            parts.append(f"skill:{finding.skill_id}")
        if finding.assignment_id is not None:
            parts.append(f"assignment:{finding.assignment_id}")
        return ":".join(parts)


def look_at(
    day: EvaluationDay,
    members: Members,
    limits: Mapping[int, RuleLimits],
    homes: Mapping[int, int],
    *,
    notes: bool,
) -> Iterator[Looked]:
    """Ask the rules about students of these classes, class by class; four queries, nothing is written.

    `homes` names the students wanted, each with the one class she is looked at in. With `notes` each class comes as
    well, as a whole.
    """
    joined = {
        student: since for students in members.values() for student, since in students.items()
    }
    evidence = evidence_of(day, joined)
    for class_id, students in members.items():
        yield from _look_at_class(
            day,
            class_id,
            {student_id: evidence[student_id] for student_id in students},
            limits[class_id],
            [student_id for student_id in students if homes.get(student_id) == class_id],
            notes=notes,
        )


def _look_at_class(
    day: EvaluationDay,
    class_id: int,
    evidence: dict[int, StudentEvidence],
    limits: RuleLimits,
    wanted: Collection[int],
    *,
    notes: bool,
) -> Iterator[Looked]:
    on = day.ordinal
    gaps = {
        student_id: gap_of(known.days, on, day.calendar, known.joined)
        for student_id, known in evidence.items()
    }
    quiet = class_gap(gaps.values(), on, limits)
    tallies = [tally(known.days, on) for known in evidence.values()]
    given = Circumstances(
        on=on,
        calendar=day.calendar,
        limits=limits,
        prior=class_prior((seen.correct, seen.answered) for seen in tallies),
        class_is_quiet=quiet is not None,
    )
    for student_id in wanted:
        found = assess(evidence[student_id], gaps[student_id], given)
        yield Looked(student_id, class_id, found, limits)
    if notes:
        said = (quiet,) if quiet is not None and limits.is_on(quiet.kind) else ()
        yield Looked(None, class_id, Assessment(said, frozenset()), limits)
