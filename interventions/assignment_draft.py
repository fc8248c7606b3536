"""A targeted assignment before the teacher has typed anything: the weakest skills, and what follows from them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef

from alpha.accounts.models import School
from alpha.accounts.selectors import next_school_day
from alpha.learning.models import Assignment, Item, Skill, Student
from analytics import words
from analytics.difficulty import recommend_difficulty
from analytics.metrics.mastery import (
    MOST_STRUGGLING,
    SkillStanding,
    pooled_evidence,
    skill_standings_of,
)

QUESTION_COUNT = 15
FEW_SKILLS = 5
DAYS_TO_DO_IT = 3
DUE_TIME = time(15)


@dataclass(frozen=True, slots=True)
class OfferedSkill:
    """A skill that can be chosen. `standing` is None where the student has not practiced it;
    `has_questions`: whether Alpha can ask them, else the work is done on the school's platform.
    """

    skill_id: int
    name: str
    standing: SkillStanding | None
    has_questions: bool

    @property
    def is_struggling(self) -> bool:
        return self.standing is not None and self.standing.is_struggling

    @property
    def label(self) -> str:
        """ "Fractions (50%)", as the request writes it."""
        if self.standing is None:
            return self.name
        return f"{self.name} ({words.percent(self.standing.current_accuracy)})"

    @property
    def hint(self) -> str:
        """What the percentage rests on."""
        if self.standing is None:
            return "not practiced yet"
        return f"{self.standing.correct} of {self.standing.answered} right"


@dataclass(frozen=True, slots=True)
class SuggestedDue:
    """`asked_on` is the date three days ahead; where that is no school day, `at` lies on the next one."""

    at: datetime
    on: date
    asked_on: date

    @property
    def is_moved(self) -> bool:
        return self.on != self.asked_on


@dataclass(frozen=True, slots=True)
class AssignmentDraft:
    """`offered`: every skill of the school, the weakest first, then those not practiced yet by name.

    `chosen` are some of them, in that order. `based_on` completes "Easy (based on …)".
    """

    offered: tuple[OfferedSkill, ...]
    chosen: tuple[OfferedSkill, ...]
    title: str
    question_count: int
    difficulty: str
    based_on: str
    due: SuggestedDue

    @property
    def is_any_struggling(self) -> bool:
        return any(skill.is_struggling for skill in self.offered)

    @property
    def at_hand(self) -> tuple[OfferedSkill, ...]:
        """What is seen at once: the struggling skills, or else the first few."""
        struggling = tuple(skill for skill in self.offered if skill.is_struggling)
        return struggling or self.offered[:FEW_SKILLS]

    @property
    def further(self) -> tuple[OfferedSkill, ...]:
        at_hand = set(self.at_hand)
        return tuple(skill for skill in self.offered if skill not in at_hand)

    @property
    def is_further_chosen(self) -> bool:
        return not set(self.further).isdisjoint(self.chosen)

    @property
    def reason(self) -> str:
        return f"{Assignment.Difficulty(self.difficulty).label} (based on {self.based_on})"

    @property
    def without_questions(self) -> tuple[str, ...]:
        """The chosen skills that are practiced on the school's platform."""
        return tuple(skill.name for skill in self.chosen if not skill.has_questions)


def draft_assignment(
    student: Student, *, at: datetime, chosen: Collection[int] | None = None
) -> AssignmentDraft:
    """The assignment for the chosen skills (ids; others are ignored), else for the three that are weakest below 70 %."""
    wanted = {} if chosen is None else {student.pk: chosen}
    return draft_assignments([student], at=at, chosen=wanted)[student.pk]


def draft_assignments(
    students: Sequence[Student], *, at: datetime, chosen: Mapping[int, Collection[int]]
) -> dict[int, AssignmentDraft]:
    """The same for several students of one school, by id; who is not in `chosen` gets her weakest. Four queries."""
    if not students:
        return {}
    due = suggested_due(students[0].school, at)
    offers = offered_skills(students)
    return {key: _draft(offered, chosen.get(key), due) for key, offered in offers.items()}


def _draft(
    offered: tuple[OfferedSkill, ...], chosen: Collection[int] | None, due: SuggestedDue
) -> AssignmentDraft:
    if chosen is None:
        skills = tuple(skill for skill in offered if skill.is_struggling)[:MOST_STRUGGLING]
    else:
        skills = tuple(skill for skill in offered if skill.skill_id in chosen)
    difficulty, based_on = fitting_difficulty(skills)
    return AssignmentDraft(
        offered=offered,
        chosen=skills,
        title=default_title([skill.name for skill in skills]),
        question_count=QUESTION_COUNT,
        difficulty=difficulty,
        based_on=based_on,
        due=due,
    )


def offered_skills(students: Sequence[Student]) -> dict[int, tuple[OfferedSkill, ...]]:
    """For each student of one school; three queries, whatever the number of students and skills."""
    standings_of = skill_standings_of([student.pk for student in students])
    has_questions = Exists(Item.objects.filter(skill=OuterRef("pk")))
    in_school = Skill.objects.filter(school=students[0].school_id).annotate(
        has_questions=has_questions
    )
    skills = list(in_school.order_by("name", "pk").values_list("pk", "name", "has_questions"))
    offers = {}
    for student in students:
        standings = {row.skill_id: row for row in standings_of[student.pk]}
        places = {skill_id: place for place, skill_id in enumerate(standings)}
        rows = [
            OfferedSkill(skill_id, name, standings.get(skill_id), is_here)
            for skill_id, name, is_here in skills
        ]
        rows.sort(key=lambda row: places.get(row.skill_id, len(places)))
        offers[student.pk] = tuple(rows)
    return offers


def fitting_difficulty(skills: Collection[OfferedSkill]) -> tuple[str, str]:
    """The recommended difficulty for these skills together, and the numbers it is based on in words."""
    standings = [skill.standing for skill in skills if skill.standing is not None]
    pooled = pooled_evidence(standings)
    mean = (
        sum(standing.current_accuracy for standing in standings) / len(standings)
        if standings
        else None
    )
    advice = recommend_difficulty(
        mean=mean, correct=pooled.correct, answered=pooled.answered, days=pooled.active_days
    )
    return advice.difficulty, advice.based_on


def default_title(names: Collection[str]) -> str:
    if not names:
        return ""
    title = "Targeted Practice - " + ", ".join(names)
    longest = Assignment._meta.get_field("title").max_length or len(title)
    return title if len(title) <= longest else f"{title[: longest - 1].rstrip()}…"


def suggested_due(school: School, at: datetime) -> SuggestedDue:
    """In three days at three in the afternoon, on a school day."""
    asked_on = school.day_of(at) + timedelta(days=DAYS_TO_DO_IT)
    due_on = next_school_day(school, asked_on)
    return SuggestedDue(datetime.combine(due_on, DUE_TIME, tzinfo=school.zone), due_on, asked_on)
