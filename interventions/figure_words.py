"""The school's figures in words: what was counted, of how many, and how it stands to its target. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from analytics.words import percent, rounded
from interventions.effect_words import effect_sentence, effect_verdict
from interventions.effects import MIN_STUDENTS, Effect

VIEWING, GIVEN, ANSWERED, IMPROVED, TEMPLATED, HOURS, FASTER = (
    0.80,
    5.0,
    0.85,
    0.60,
    0.70,
    3.0,
    0.35,
)
MINUTES_A_TEMPLATE = 5
# Where classmates gained less than a point, a share of their gain says nothing.
LEAST_GAIN = 0.01

Standing = Literal["reached", "below", "unknown"]
Part = Literal["use", "results"]


@dataclass(frozen=True, slots=True)
class Use:
    """Counts of four weeks. A teacher-week is one teacher in one week with school; `viewing` had a report opened in it."""

    teachers: int
    weeks: int
    viewing: int
    given: int
    messages: int
    templated: int
    alerts: int
    answered: int

    @property
    def teacher_weeks(self) -> int:
        return self.teachers * self.weeks


@dataclass(frozen=True, slots=True)
class Results:
    """Of the help that can be compared. `improved` of the `struggling` students gained more than their classmates did;
    `improved_without` of the `without` who met the same alerts and got no help. `expected`: what classmates' gain would
    have been at the place of those helped.
    """

    struggling: int
    improved: int
    without: int
    improved_without: int
    effect: Effect
    expected: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is empty where there is no data; `counted` says of how many; `note` belongs beside it."""

    part: Part
    name: str
    value: str
    counted: str
    target: str
    standing: Standing
    definition: str
    note: str = ""
    is_estimate: bool = False


def figures_in_words(use: Use, results: Results) -> Iterator[Figure]:
    yield _viewing(use)
    yield _given(use)
    yield _answered(use)
    yield _templated(use)
    yield _time_saved(use)
    yield _improved(results)
    yield _faster(results)


def _viewing(use: Use) -> Figure:
    share = use.viewing / use.teacher_weeks if use.teacher_weeks else None
    return Figure(
        part="use",
        name="Teachers who look at reports every week",
        value=_share(share),
        counted=f"{use.viewing} of {_teacher_weeks(use)}",
        target=percent(VIEWING),
        standing=_standing(share, VIEWING),
        definition=(
            "Weeks in which a teacher opened the report of a student or of a class, a heat map, its evidence, a sheet or"
            " a file, of all weeks of all teachers. A week is seven dates; those without school are left out. Aides and"
            " leaders are not counted."
        ),
    )


def _given(use: Use) -> Figure:
    rate = use.given / use.teacher_weeks if use.teacher_weeks else None
    return Figure(
        part="use",
        name="Interventions a teacher and week",
        value="" if rate is None else _tenths(rate),
        counted=f"{_count(use.given, 'intervention')} in {_teacher_weeks(use)}",
        target=_tenths(GIVEN),
        standing=_standing(rate, GIVEN),
        definition=(
            "Messages, targeted assignments, meetings and letters to families that teachers began, for students of the"
            " school today. A meeting with three students counts three times."
        ),
    )


def _answered(use: Use) -> Figure:
    share = use.answered / use.alerts if use.alerts else None
    return Figure(
        part="use",
        name="Alerts answered within 24 hours",
        value=_share(share),
        counted=f"{use.answered} of {_count(use.alerts, 'alert')}",
        target=percent(ANSWERED),
        standing=_standing(share, ANSWERED),
        definition=(
            "Alerts about a concern that opened in these weeks, at least 24 hours ago. Answered: in the 24 hours after it"
            " opened somebody began help for the student, or took note of the alert, put it off, dismissed or resolved"
            " it. Nights and weekends count. Alerts about good news are left out."
        ),
    )


def _templated(use: Use) -> Figure:
    share = use.templated / use.messages if use.messages else None
    return Figure(
        part="use",
        name="Messages from templates",
        value=_share(share),
        counted=f"{use.templated} of {_count(use.messages, 'message')}",
        target=percent(TEMPLATED),
        standing=_standing(share, TEMPLATED),
        definition=(
            "Messages of teachers to students that began from a template, changed or not. Where the template has been"
            " deleted since, the message counts as written from nothing."
        ),
    )


def _time_saved(use: Use) -> Figure:
    saved = use.templated * MINUTES_A_TEMPLATE / 60
    hours = saved / use.teacher_weeks if use.teacher_weeks and use.messages else None
    return Figure(
        part="use",
        name="Time saved by templates",
        value="" if hours is None else f"{_hours(hours)} a teacher and week",
        counted=f"{_count(use.templated, 'message')} from templates × {MINUTES_A_TEMPLATE} minutes",
        target=f"{_tenths(HOURS)} hours",
        standing=_standing(hours, HOURS),
        definition=(
            f"An assumption, not a measurement: {MINUTES_A_TEMPLATE} minutes for every message from a template, divided by"
            " the weeks of all teachers. What is saved elsewhere is not in it."
        ),
        is_estimate=True,
    )


def _improved(results: Results) -> Figure:
    enough = results.struggling >= MIN_STUDENTS
    share = results.improved / results.struggling if enough else None
    counted = f"{results.improved} of {_count(results.struggling, 'student')}"
    if not enough:
        counted = f"not enough data ({results.struggling} of {MIN_STUDENTS} students)"
    note = ""
    if enough and results.without:
        of_them = f"{results.improved_without} of {results.without}"
        note = f"Of those who met the same alerts and got no help: {percent(results.improved_without / results.without)} ({of_them})."
    return Figure(
        part="results",
        name="Struggling students who improved",
        value=_share(share),
        counted=counted,
        target=percent(IMPROVED),
        standing=_standing(share, IMPROVED),
        definition=(
            "Students helped after an alert about low accuracy, a decline or a skill they were stuck on, whose accuracy"
            " gained more than that of their classmates over the same weeks: from the four weeks that ended two weeks"
            " before the help to the four weeks after it, with 20 answers on either side. Natural rebound is kept out."
            " By chance alone it would be about half."
        ),
        note=note,
    )


def _faster(results: Results) -> Figure:
    """`value` is a share of the classmates' gain only where the difference is clear and there is a gain to share."""
    effect, expected = results.effect, results.expected
    standing: Standing = "unknown"
    value, counted = "", effect_verdict(effect)
    note = ""
    if effect.effect is not None and expected is not None:
        counted = effect_sentence("any help", effect)
        gained = rounded(expected * 100)
        note = f"Classmates in their place would have gained {_points(gained)}."
        value = effect_verdict(effect).capitalize()
        if effect.direction != "unclear" and expected >= LEAST_GAIN:
            faster = effect.effect / expected
            value = f"{percent(abs(faster))} {'faster' if faster > 0 else 'slower'}"
            standing = _standing(faster, FASTER)
        elif effect.direction == "unclear":
            note += " While no difference is clear, it is not set against that gain."
        else:
            note += " That is too little to set a difference against."
    return Figure(
        part="results",
        name="Progress of helped students against similar others",
        value=value,
        counted=counted,
        target=f"{percent(FASTER)} faster",
        standing=standing,
        definition=(
            "What helped students gained beyond similar classmates over the same weeks, all kinds of help together, as a"
            " share of what classmates gained. Similar: of the same class, with the same room for a gain, less what"
            " students with the same alert and no help show to be only who was chosen. Not an experiment."
        ),
        note=note,
    )


def _standing(value: float | None, target: float) -> Standing:
    if value is None:
        return "unknown"
    return "reached" if value >= target else "below"


def _share(share: float | None) -> str:
    return "" if share is None else percent(share)


def _tenths(value: float) -> str:
    tenths = rounded(value * 10)
    return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def _hours(hours: float) -> str:
    if hours < 1:
        return _count(rounded(hours * 60), "minute")
    return f"{_tenths(hours)} hours" if _tenths(hours) != "1" else "1 hour"


def _points(points: int) -> str:
    return f"{'−' if points < 0 else ''}{_count(abs(points), 'point')}"


def _teacher_weeks(use: Use) -> str:
    return f"{use.teacher_weeks} teacher-weeks ({_count(use.teachers, 'teacher')} × {_count(use.weeks, 'week')})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
