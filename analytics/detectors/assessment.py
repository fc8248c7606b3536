"""All rules at once, about one student on one day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analytics.detectors import accuracy, rhythm
from analytics.detectors.accuracy import Movement
from analytics.detectors.findings import Finding, Kind, Subject
from analytics.detectors.limits import RuleLimits
from analytics.detectors.rhythm import Gap
from analytics.detectors.school_days import SchoolCalendar
from analytics.detectors.work import Work, overdue
from analytics.trends import Day


@dataclass(frozen=True, slots=True)
class StudentEvidence:
    """What is known of a student up to the day of the evaluation; days are oldest first.

    `mastered` has the day each mastered skill became so. `flagged` is the newest day on which `inactivity` had found
    her. `works` are unfinished.
    """

    days: Sequence[Day] = ()
    skills: Mapping[int, Sequence[Day]] = field(default_factory=dict)
    mastered: Mapping[int, int] = field(default_factory=dict)
    works: Sequence[Work] = ()
    joined: int | None = None
    flagged: int | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is the same for all students of a class on a day."""

    on: int
    calendar: SchoolCalendar
    limits: RuleLimits
    prior: tuple[float, float]
    class_is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """`findings` are met today. `holding` are conditions not met but not over either: an open alert stays as it is."""

    findings: tuple[Finding, ...]
    holding: frozenset[Kind]

    def is_over(self, subject: Subject) -> bool:
        """Say whether an open alert about this finds nothing any more."""
        met = any(finding.subject == subject for finding in self.findings)
        return not met and subject[0] not in self.holding


def assess(evidence: StudentEvidence, gap: Gap | None, given: Circumstances) -> Assessment:
    """Ask every rule that is switched on. `gap` is the student's, as `rhythm.gap_of` finds it."""
    movement = accuracy.movement_of(evidence.days, given.on)
    findings = (
        *_of_practice(evidence, gap, movement, given),
        *_of_skills(evidence, given),
        *(overdue(work, given.on, given.calendar, given.limits) for work in evidence.works),
    )
    return Assessment(
        findings=tuple(
            finding
            for finding in findings
            if finding is not None and given.limits.is_on(finding.kind)
        ),
        holding=frozenset(_holding(evidence, gap, movement, given)) - given.limits.switched_off,
    )


def _of_practice(
    evidence: StudentEvidence, gap: Gap | None, movement: Movement, given: Circumstances
) -> Iterator[Finding | None]:
    days, on, limits = evidence.days, given.on, given.limits
    if not given.class_is_quiet:
        yield rhythm.inactivity(gap, on, limits)
    yield accuracy.struggling(days, on, given.prior, limits)
    yield accuracy.decline(movement, days, on, limits)
    yield accuracy.improved(movement, days, on)
    yield rhythm.returned(days, evidence.flagged, on, given.calendar)
    yield rhythm.streak(days, on, given.calendar, limits)


def _of_skills(evidence: StudentEvidence, given: Circumstances) -> Iterator[Finding | None]:
    for skill_id, days in evidence.skills.items():
        mastered_on = evidence.mastered.get(skill_id)
        if mastered_on is None:
            yield accuracy.wheel_spinning(skill_id, days, given.on, given.limits)
        else:
            yield accuracy.mastered_skill(skill_id, mastered_on, days, given.on)


def _holding(
    evidence: StudentEvidence, gap: Gap | None, movement: Movement, given: Circumstances
) -> Iterator[Kind]:
    if accuracy.may_still_struggle(evidence.days, given.on, given.prior, given.limits):
        yield "struggling"
    if movement.trend.label == "declining":
        yield "decline"
    if given.class_is_quiet and gap is not None and gap.missed:
        yield "inactivity"
