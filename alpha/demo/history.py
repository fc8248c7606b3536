"""Help given before: messages, assignments, meetings and letters home, most of them closed and rated, a few due for
review or opened again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from alpha.accounts.models import User
from alpha.demo.classes import DemoClass
from alpha.demo.clock import DemoClock
from alpha.demo.families import mails_left
from alpha.demo.habits import FALLING, IMPROVING, LIGHT, QUIET, STRUGGLING
from alpha.demo.meetings import mail_is_out, meeting_of
from alpha.demo.practice import Learner
from alpha.learning.models import LearningPath, Skill
from alpha.learning.services.practice import record_practice
from interventions.actions.assignment import assign_targeted_practice
from interventions.actions.meeting import schedule_meeting
from interventions.actions.meeting_changes import complete_meetings
from interventions.actions.message import mark_read, send_message
from interventions.actions.parent_notice import notify_parent
from interventions.models import Intervention, Meeting, MessageTemplate
from interventions.templates_text import fill
from interventions.tracking import reopen, resolve

Kind = Intervention.InterventionType

# What became of it, how many of each kind, and between which days ago they began. After two weeks a review is due.
CLOSED, OPEN, DUE, REOPENED = "closed", "open", "due", "reopened"
ENDINGS = [(CLOSED, 18, 96, 14), (OPEN, 3, 9, 1), (DUE, 1, 24, 17), (REOPENED, 1, 40, 30)]
READ_SHARE = 0.7
ROOMS = ["Room 101", "Room 204", "Library", "Room 118"]
MEETING_HOURS = [8.5, 9, 10, 11.5, 13, 14]
MEETING_TYPES = ["one_on_one", "one_on_one", "one_on_one", "parent_conference", "group"]

# Whom teachers help, and with which templates.
TEMPLATES_FOR = {
    FALLING.name: ["struggling_support", "struggling_meeting_offer"],
    STRUGGLING.name: ["struggling_support", "struggling_resource"],
    QUIET.name: ["inactive_encouragement", "inactive_class_update"],
    LIGHT.name: ["inactive_encouragement", "overdue_check"],
    IMPROVING.name: ["struggling_resource", "encouragement_praise"],
}
LETTER = (
    "{student} is working on {skill}, and some more practice at home would help."
    " Ten minutes on two evenings a week make a difference. Please write or call if you have questions."
)
MEETING_NOTES = [
    "Look at {skill} together. Bring the last practice.",
    "Talk about a good time for practice.",
    "Work through three questions on {skill}, step by step.",
]
MEETING_OUTCOMES = [
    "Found out together where it goes wrong. Will try a drawing first.",
    "Agreed on a fixed time for practice.",
    "Understood the step, needs more of it.",
    "Good talk. Wants to sit with a partner for a while.",
]
# Notes and stars, the better ones more often.
OUTCOMES = [
    (5, "Accuracy is clearly up, and practice has become regular."),
    (4, "Steady progress since then. Will keep an eye on it."),
    (4, "Answered well to the extra attention."),
    (3, "Some progress; the next unit will show whether it lasts."),
    (3, "Practiced more, accuracy about the same."),
    (2, "Little change. Will try working in a small group."),
    (1, "No change so far. A meeting with the family comes next."),
]
OUTCOME_WEIGHTS = [3, 5, 4, 4, 3, 2, 1]
WHY_REOPENED = "It slipped again in the next unit."


@dataclass(frozen=True)
class Occasion:
    """Somebody helps somebody on a day; `ending` is what became of it."""

    kind: str
    ago: int
    demo_class: DemoClass
    learner: Learner
    ending: str

    @property
    def teacher(self) -> User:
        return self.demo_class.teachers[self.ago % len(self.demo_class.teachers)]

    @property
    def others(self) -> list[Learner]:
        """Classmates who need help too."""
        return [one for one in learners_to_help(self.demo_class) if one is not self.learner]


def learners_to_help(demo_class: DemoClass) -> list[Learner]:
    return [one for one in demo_class.learners if one.habit.name in TEMPLATES_FOR]


def occasions(classes: Sequence[DemoClass], clock: DemoClock, rng: Random) -> list[Occasion]:
    """Who is helped when, in the order of time; each kind has its share of every ending.

    Each ending begins with the first class again: its teacher is the one of the sign-in page.
    """
    found: list[Occasion] = []
    for kind in Kind if classes else ():
        for ending, count, first, last in ENDINGS:
            for number in range(count):
                demo_class = classes[number % len(classes)]
                ago = clock.last_taught(rng.randint(last, first))
                learner = rng.choice(learners_to_help(demo_class))
                found.append(Occasion(kind, ago, demo_class, learner, ending))
    return sorted(found, key=lambda occasion: -occasion.ago)


class History:
    """Decides on the occasions, before anybody practices, and acts them out through the services, dated as they happened.

    Work that fits what a student cannot do yet lifts her; the other kinds of help change nothing here, so
    that there is something to find and something not to be misled by.
    """

    def __init__(self, classes: Sequence[DemoClass], clock: DemoClock, rng: Random) -> None:
        self.clock, self.rng = clock, rng
        self.occasions = occasions(classes, clock, rng)
        for occasion in self.occasions:
            if occasion.kind == Kind.ASSIGNMENT:
                occasion.learner.lifted_from.append(occasion.ago - 1)
        self.templates = {
            template.default_key: template
            for template in MessageTemplate.objects.filter(school=clock.school)
        }
        teachers = {teacher.pk: None for one in classes for teacher in one.teachers}
        self.rooms = {
            teacher_id: ROOMS[place % len(ROOMS)] for place, teacher_id in enumerate(teachers)
        }

    def act(self) -> None:
        acts = {
            Kind.MESSAGE: self._message,
            Kind.ASSIGNMENT: self._assignment,
            Kind.MEETING: self._meeting,
            Kind.PARENT_NOTIFICATION: self._letter,
        }
        for occasion in self.occasions:
            at = self.clock.at(occasion.ago, self.rng.uniform(14.5, 17))
            interventions = acts[Kind(occasion.kind)](occasion, at)
            if occasion.ending in {CLOSED, REOPENED}:
                self._close(interventions, occasion)

    def _message(self, occasion: Occasion, at: datetime) -> list[Intervention]:
        student = occasion.learner.student
        key = self.rng.choice(TEMPLATES_FOR[occasion.learner.habit.name])
        template = self.templates[key]
        values = {"student_name": student.name, "skill_name": self._weakest(occasion)[0].name}
        intervention = send_message(
            student,
            by=occasion.teacher,
            message=fill(template.content, values).text,
            template=template,
            at=at,
        )
        if self.rng.random() < READ_SHARE and intervention.message is not None:
            read_at = at + timedelta(hours=self.rng.uniform(1, 40))
            mark_read(intervention.message, by=student.user, at=min(read_at, self.clock.now))
        return [intervention]

    def _assignment(self, occasion: Occasion, at: datetime) -> list[Intervention]:
        skills = self._weakest(occasion)
        intervention = assign_targeted_practice(
            occasion.learner.student, by=occasion.teacher, skills=skills, at=at
        )
        days = self.clock.taught_between(occasion.ago - 1, max(occasion.ago - 4, 1))
        if days and (occasion.ending != OPEN or self.rng.random() < 0.5):
            self._do_the_work(intervention, occasion.learner, skills, self.rng.choice(days))
        return [intervention]

    def _do_the_work(
        self, intervention: Intervention, learner: Learner, skills: list[Skill], ago: int
    ) -> None:
        work = intervention.assigned_work
        if work is None:
            return
        share, rest = divmod(work.assignment.question_count, len(skills))
        sittings = [
            learner.answer(ago, 9 + place / 2, skill, share + (place < rest), self.clock)
            for place, skill in enumerate(skills)
        ]
        record_practice(
            self.clock.school,
            [replace(sitting, assignment_id=work.assignment_id) for sitting in sittings],
            announce=False,
        )

    def _meeting(self, occasion: Occasion, at: datetime) -> list[Intervention]:
        """In the past it took place on the next school day; one still open lies ahead."""
        skill = self._weakest(occasion)[0]
        is_over = occasion.ending != OPEN
        ago = self.clock.next_taught(occasion.ago - 1 if is_over else -1)
        meeting_type = self.rng.choice(MEETING_TYPES)
        students = [occasion.learner.student]
        if meeting_type == Meeting.MeetingType.GROUP:
            others = [one.student for one in occasion.others]
            students += self.rng.sample(others, min(2, len(others)))
        interventions = schedule_meeting(
            students,
            by=occasion.teacher,
            meeting_type=meeting_type,
            scheduled_at=self.clock.at(ago, self.rng.choice(MEETING_HOURS)),
            location=self.rooms[occasion.teacher.pk],
            notes=self.rng.choice(MEETING_NOTES).format(skill=skill.name),
            at=at,
        )
        mail_is_out(interventions, self.clock)
        if is_over:
            held = [meeting_of(intervention) for intervention in interventions]
            outcome = MEETING_OUTCOMES[occasion.ago % len(MEETING_OUTCOMES)]
            complete_meetings(held, by=occasion.teacher, outcome_notes=outcome)
        return interventions

    def _letter(self, occasion: Occasion, at: datetime) -> list[Intervention]:
        student = occasion.learner.student
        skill = self._weakest(occasion)[0]
        letter = LETTER.format(student=student.name, skill=skill.name)
        intervention = notify_parent(student, by=occasion.teacher, message=letter, at=at)
        mails_left(intervention)
        return [intervention]

    def _close(self, interventions: list[Intervention], occasion: Occasion) -> None:
        ago = self.clock.last_taught(occasion.ago - self.rng.randint(7, 10))
        for intervention in interventions:
            stars, notes = self.rng.choices(OUTCOMES, weights=OUTCOME_WEIGHTS)[0]
            resolve(
                intervention,
                by=occasion.teacher,
                resolution_notes=notes,
                effectiveness_rating=stars,
                at=self.clock.at(ago, 17.5),
            )
            if occasion.ending == REOPENED:
                again = self.clock.at(self.clock.next_taught(ago - 4), 8)
                reopen(intervention, by=occasion.teacher, notes=WHY_REOPENED, at=again)

    def _weakest(self, occasion: Occasion) -> list[Skill]:
        """The student's three least accurate skills, least first; the class's first one before any practice."""
        paths = LearningPath.objects.filter(student=occasion.learner.student)
        worst = paths.select_related("skill").order_by("current_accuracy", "skill__name")[:3]
        return [path.skill for path in worst] or occasion.demo_class.skills[:1]
