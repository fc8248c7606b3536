"""The ordinary classes: who teaches, who learns, and what they practise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from alpha.accounts.models import User
from alpha.demo.clock import HISTORY_DAYS, DemoClock
from alpha.demo.habits import habits_of_class
from alpha.demo.people import People
from alpha.demo.practice import Learner, practice_of
from alpha.demo.sign_ins import AIDE, CO_TEACHER, TEACHER
from alpha.learning.models import Classroom, ClassroomTeacher, Skill
from alpha.learning.services.practice import NewSession
from alpha.learning.services.roster import add_teacher, create_classroom, enroll_student


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """`teachers` are usernames, the first one leads. `guests`: how many students come from which other class."""

    name: str
    subject: str
    grade: str
    size: int
    teachers: tuple[str, ...]
    skills: tuple[str, ...]
    aides: tuple[str, ...] = ()
    guests: tuple[tuple[str, int], ...] = ()


GRADE_5 = (
    "place-value",
    "multiplication",
    "division",
    "fractions",
    "equivalent-fractions",
    "adding-fractions",
    "decimals",
)
GRADE_6 = ("fractions", "decimals", "ratios", "percentages", "area", "order-of-operations")
GRADE_7 = ("ratios", "percentages", "negative-numbers", "expressions", "equations", "area")
READING = ("vocabulary", "main-idea", "inference", "point-of-view", "summarizing")

CLASSES: list[ClassPlan] = [
    ClassPlan(
        "Grade 5 Math – Blue", "Math", "5", 28, (TEACHER.username, CO_TEACHER.username), GRADE_5
    ),
    ClassPlan(
        "Grade 5 Math – Green",
        "Math",
        "5",
        26,
        (TEACHER.username,),
        GRADE_5,
        aides=(AIDE.username,),
    ),
    ClassPlan("Grade 6 Math – Oak", "Math", "6", 30, ("demo.okonkwo",), GRADE_6),
    ClassPlan("Grade 6 Math – Elm", "Math", "6", 24, ("demo.okonkwo",), GRADE_6),
    ClassPlan("Grade 7 Math", "Math", "7", 27, ("demo.sato",), GRADE_7),
    ClassPlan(
        "Grade 6 Reading",
        "Reading",
        "6",
        25,
        ("demo.castillo",),
        READING,
        guests=(("Grade 6 Math – Oak", 7), ("Grade 6 Math – Elm", 6)),
    ),
]
# Guests are taken from here on: further up stand the students with habits of their own.
FIRST_GUEST = 14


@dataclass
class DemoClass:
    plan: ClassPlan
    classroom: Classroom
    teachers: list[User]
    skills: list[Skill]
    learners: list[Learner] = field(default_factory=list)

    @property
    def lead(self) -> User:
        return self.teachers[0]

    def practice(self, clock: DemoClock) -> Iterator[NewSession]:
        for learner in self.learners:
            yield from practice_of(learner, self.skills, clock)


def build_classes(
    plans: Sequence[ClassPlan], people: People, skills: dict[str, Skill], clock: DemoClock
) -> list[DemoClass]:
    """Make the classes with their teachers and students, in the order of the plans."""
    built: dict[str, DemoClass] = {}
    for plan in plans:
        demo_class = _open_class(plan, people, skills, clock)
        for class_name, number in plan.guests:
            if class_name in built:
                hosts = built[class_name].learners
                demo_class.learners += hosts[FIRST_GUEST : FIRST_GUEST + number]
        for habit in habits_of_class(plan.size - len(demo_class.learners)):
            student = people.make_student(plan.grade)
            demo_class.learners.append(Learner.draw(student, habit, seed=student.name))
        for learner in demo_class.learners:
            first_ago = min(HISTORY_DAYS, learner.habit.first_ago)
            enroll_student(learner.student, demo_class.classroom, starts_on=clock.day(first_ago))
        built[plan.name] = demo_class
    return list(built.values())


def _open_class(
    plan: ClassPlan, people: People, skills: dict[str, Skill], clock: DemoClock
) -> DemoClass:
    classroom = create_classroom(people.school, name=plan.name, subject=plan.subject)
    demo_class = DemoClass(
        plan=plan,
        classroom=classroom,
        teachers=[people.staff[username] for username in plan.teachers],
        skills=[skills[code] for code in plan.skills],
    )
    first_day = clock.day(HISTORY_DAYS)
    for teacher in demo_class.teachers:
        add_teacher(classroom, teacher, starts_on=first_day)
    for username in plan.aides:
        aide = people.staff[username]
        add_teacher(classroom, aide, role=ClassroomTeacher.Role.AIDE, starts_on=first_day)
    return demo_class
