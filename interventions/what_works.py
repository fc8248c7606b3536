"""What helped, kind by kind: counts and stars always, and an estimate only where it can be told from chance.

Population: students the viewer may see now, whoever helped them. Window: help that began in the period. Excluded:
nothing; what is too recent to be compared, or had too few answers, is counted as given. Nobody's name stands here, and
a leader reads no estimate that rests on the help of fewer than three teachers: it would be theirs.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alpha.accounts.models import Role, User
from alpha.periods import Period
from analytics.words import percent
from interventions.effect_rows import Given, HelpGiven, help_given
from interventions.effect_words import (
    NO_ORDER,
    effect_sentence,
    effect_verdict,
    placebo_caveat,
    stars_words,
)
from interventions.effects import (
    MIN_ANSWERS,
    MIN_STUDENTS,
    Effect,
    Stars,
    best_chances,
    best_type,
    intervention_effects,
    stars,
)
from interventions.models import Intervention

Kind = Intervention.InterventionType
# As it reads on from "Students who got".
HELP_WORDS = {
    Kind.MESSAGE: "a message",
    Kind.ASSIGNMENT: "a targeted assignment",
    Kind.MEETING: "a meeting",
    Kind.PARENT_NOTIFICATION: "a letter to the family",
}
# What it means that this kind arrived.
DELIVERED_WORDS = {
    Kind.MESSAGE: "read",
    Kind.ASSIGNMENT: "finished",
    Kind.MEETING: "held",
    Kind.PARENT_NOTIFICATION: "sent",
}
MIN_TEACHERS = 3
NEARLY_SURE = 0.99
WITHHELD = f"not shown: fewer than {MIN_TEACHERS} teachers"


@dataclass(frozen=True, slots=True)
class KindOfHelp:
    """One line. `given` counts interventions, `students` whom they were for, `closed` what is resolved."""

    kind: Kind
    given: int
    students: int
    delivered: int
    closed: int
    stars: Stars
    effect: Effect
    is_withheld: bool = False

    @property
    def name(self) -> str:
        return str(self.kind.label)

    @property
    def delivered_word(self) -> str:
        return DELIVERED_WORDS[self.kind]

    @property
    def delivered_share(self) -> float | None:
        return self.delivered / self.given if self.given else None

    @property
    def stars_words(self) -> str:
        """Return "3.5 of 5 stars"; how many rated stands below it."""
        return stars_words(self.stars).partition(" (")[0]

    @property
    def has_estimate(self) -> bool:
        return self.effect.effect is not None and not self.is_withheld

    @property
    def verdict(self) -> str:
        return WITHHELD if self.is_withheld else effect_verdict(self.effect)

    @property
    def sentence(self) -> str:
        """Said in full only where there is an estimate: the verdict says the rest."""
        if not self.has_estimate:
            return ""
        return effect_sentence(HELP_WORDS[self.kind], self.effect)


@dataclass(frozen=True, slots=True)
class Area:
    """A skill or a subject with enough students for at least one kind of help; `kinds` are those."""

    name: str
    kinds: tuple[KindOfHelp, ...]


@dataclass(frozen=True, slots=True)
class WhatWorks:
    """`best`: the first of `kinds` where they are in an order, with the probability that it is the best of them."""

    period: Period
    kinds: tuple[KindOfHelp, ...]
    best: KindOfHelp | None
    best_chance: float | None
    areas: tuple[Area, ...]
    given: int
    students: int
    waiting: int
    caveat: str

    @property
    def estimates(self) -> tuple[KindOfHelp, ...]:
        return tuple(row for row in self.kinds if row.has_estimate)

    @property
    def summary_words(self) -> str:
        """Return "Help was given 57 times, to 38 students. 12 times it began less than four weeks ago: …"."""
        said = f"Help was given {_times(self.given)}, to {count(self.students, 'student')}."
        if not self.waiting:
            return said
        return f"{said} {_times(self.waiting).capitalize()} it began too recently to be compared: that takes four weeks."

    @property
    def order_words(self) -> str:
        """Why they stand as they stand; nothing where there is nothing to order."""
        if self.best is not None:
            chance = self.best_chance or 0.0
            sure = "over 99%" if chance > NEARLY_SURE else percent(chance)
            return f"{self.best.name} comes first: with {sure} probability its difference is the largest."
        return NO_ORDER if len(self.estimates) > 1 else ""

    @property
    def thin_words(self) -> str:
        """What is missing where nothing can be compared yet."""
        if self.estimates or any(row.is_withheld for row in self.kinds):
            return ""
        return (
            f"Too early to compare. It takes {MIN_STUDENTS} students of a kind with {MIN_ANSWERS} answers in the four"
            " weeks before and after, and classmates without help beside them. Until then the counts and your own"
            " cases below say more than any average."
        )

    @property
    def chart_words(self) -> str:
        """Return "1 of 3 kinds of help stands out from what similar classmates gained over the same weeks."."""
        clear = sum(row.effect.direction != "unclear" for row in self.estimates)
        kinds = count(len(self.estimates), "kind")
        who = f"{clear} of {kinds} of help {'stands' if clear == 1 else 'stand'} out"
        if not clear:
            who = f"None of {kinds} of help stands out"
            if len(self.estimates) == 1:
                who = "The one kind of help with enough students does not stand out"
        return f"{who} from what similar classmates gained over the same weeks."


def what_works(user: User, period: Period) -> WhatWorks:
    """What is known of the help in the viewer's scope; the statements of `help_given`, and no more."""
    found = help_given(user, period)
    effects = intervention_effects(found.rows)
    kinds = _kinds(found.given, effects, is_leader=user.role == Role.LEADER)
    shown = {row.kind.value: row.effect for row in kinds if row.has_estimate}
    best = best_type(shown)
    ordered = _in_order(kinds) if best else kinds
    return WhatWorks(
        period=period,
        kinds=ordered,
        best=ordered[0] if best else None,
        best_chance=best_chances(shown)[best] if best else None,
        areas=tuple(_areas(found, is_leader=user.role == Role.LEADER)),
        given=len(found.given),
        students=len({one.student_id for one in found.given}),
        waiting=found.waiting,
        caveat=next((placebo_caveat(effect) for effect in shown.values()), ""),
    )


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _kinds(
    given: Sequence[Given], effects: Mapping[str, Effect], *, is_leader: bool
) -> tuple[KindOfHelp, ...]:
    """One line for each kind of help, in the order in which they are offered."""
    return tuple(
        _kind(kind, [one for one in given if one.kind == kind], effects, is_leader=is_leader)
        for kind in Kind
    )


def _kind(
    kind: Kind, own: Sequence[Given], effects: Mapping[str, Effect], *, is_leader: bool
) -> KindOfHelp:
    effect = effects.get(kind, Effect("insufficient", n=0, untreated=0))
    teachers = {one.teacher_id for one in own}
    return KindOfHelp(
        kind=kind,
        given=len(own),
        students=len({one.student_id for one in own}),
        delivered=sum(one.delivered for one in own),
        closed=sum(one.is_resolved for one in own),
        stars=stars(one.rating for one in own if one.rating is not None),
        effect=effect,
        is_withheld=is_leader and effect.effect is not None and len(teachers) < MIN_TEACHERS,
    )


def _areas(found: HelpGiven, *, is_leader: bool) -> Iterable[Area]:
    """Only what could have enough students is looked at: every look is a fit of its own."""
    for name in found.areas:
        helped = {(one.kind, one.student_id) for one in found.given if name in one.areas}
        if max(Counter(kind for kind, _ in helped).values()) < MIN_STUDENTS:
            continue
        own = [one for one in found.given if name in one.areas]
        kinds = _kinds(own, intervention_effects(found.rows_about(name)), is_leader=is_leader)
        if known := tuple(row for row in kinds if row.has_estimate):
            yield Area(name, known)


def _in_order(kinds: Iterable[KindOfHelp]) -> tuple[KindOfHelp, ...]:
    """The largest estimate first; those without one keep their places behind."""
    return tuple(
        sorted(
            kinds,
            key=lambda row: (
                not row.has_estimate,
                -(row.effect.effect or 0.0) if row.has_estimate else 0.0,
            ),
        )
    )
