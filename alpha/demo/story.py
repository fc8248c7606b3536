"""The class of the story: three students, one of them falling behind, with exactly the story's numbers.

Student 3 answers 20 questions on nine of the last 30 days: 14, 12, 11, 11, 11, 10, 10, 10, 10 right, 99 of 180, after a
steady month at 145 of 200. By skill the nine days are 30, 33 and 36 of 60, and no skill is mastered at any step. With
82 % and 73 % for the two others the class average is 70 %.
"""

from collections.abc import Iterator

from alpha.demo.clock import DemoClock
from alpha.demo.people import People
from alpha.demo.sign_ins import CO_TEACHER, STUDENT, TEACHER
from alpha.learning.models import Classroom, Skill, Student
from alpha.learning.services.assignments import assign_work
from alpha.learning.services.practice import NewSession
from alpha.learning.services.roster import add_teacher, create_classroom, enroll_student

CLASS_NAME = "Grade 5 Math – Small Group"
SKILL_CODES = ("fractions", "division", "multiplication")
SECONDS_A_QUESTION = 90
GROUP_BEGAN_AGO = 60
FIRST_HOUR, HOURS_APART = 9.0, 0.25

# days ago, then (right, answered) of each skill in the order above
Days = list[tuple[int, list[tuple[int, int]]]]
STEADY_MONTH: Days = [
    (57, [(4, 6), (5, 7), (5, 7)]),
    (54, [(5, 7), (5, 6), (5, 7)]),
    (51, [(5, 7), (5, 7), (4, 6)]),
    (48, [(4, 6), (5, 7), (6, 7)]),
    (45, [(5, 7), (4, 6), (5, 7)]),
    (42, [(5, 7), (5, 7), (5, 6)]),
    (39, [(4, 6), (5, 7), (5, 7)]),
    (36, [(5, 7), (4, 6), (6, 7)]),
    (33, [(5, 7), (5, 7), (4, 6)]),
    (31, [(5, 6), (5, 7), (5, 7)]),
]
FALLING_MONTH: Days = [
    (28, [(4, 6), (5, 7), (5, 7)]),
    (25, [(4, 7), (3, 6), (5, 7)]),
    (22, [(3, 7), (4, 7), (4, 6)]),
    (18, [(3, 6), (4, 7), (4, 7)]),
    (15, [(4, 7), (3, 6), (4, 7)]),
    (11, [(3, 7), (4, 7), (3, 6)]),
    (8, [(3, 6), (3, 7), (4, 7)]),
    (2, [(3, 7), (3, 6), (4, 7)]),
    (0, [(3, 7), (4, 7), (3, 6)]),
]
# The two others, ten days of 20 in each month: 164 and 146 of 200 in the last one.
OTHER_DAYS = [29, 26, 23, 20, 17, 14, 10, 7, 4, 1]
RIGHT_OF_20 = {
    "Student 1": [17, 16, 16, 17, 16, 17, 16, 16, 17, 16],
    "Student 2": [15, 14, 15, 14, 15, 14, 15, 14, 15, 15],
}
ANSWERED = (7, 7, 6)


def other_student(name: str) -> Days:
    month = list(zip(OTHER_DAYS, RIGHT_OF_20[name], strict=True))
    return [(ago + earlier, split_by_skill(right)) for earlier in (30, 0) for ago, right in month]


def split_by_skill(right: int) -> list[tuple[int, int]]:
    """Share `right` of 20 out over the three skills."""
    shares = [right * answered // 20 for answered in ANSWERED]
    for place in range(right - sum(shares)):
        shares[place] += 1
    return list(zip(shares, ANSWERED, strict=True))


def build_story_class(
    people: People, skills: dict[str, Skill], clock: DemoClock
) -> list[NewSession]:
    """Make the class and its students; the practice comes back to be recorded with everybody's."""
    classroom = create_classroom(people.school, name=CLASS_NAME, subject="Math")
    for username in (TEACHER.username, CO_TEACHER.username):
        add_teacher(classroom, people.staff[username], starts_on=clock.day(120))
    days_of: dict[str, Days] = {name: other_student(name) for name in RIGHT_OF_20}
    days_of[STUDENT.name] = STEADY_MONTH + FALLING_MONTH
    students = [_make_student(people, classroom, name, clock) for name in days_of]
    assign_work(
        students,
        by=people.staff[TEACHER.username],
        title="Multiplication Check-up",
        skills=[skills["multiplication"]],
        due_at=clock.at(clock.next_taught(-2), 15),
        classroom=classroom,
        created_at=clock.at(clock.last_taught(3), 14),
    )
    chosen = [skills[code] for code in SKILL_CODES]
    return [
        session
        for student, days in zip(students, days_of.values(), strict=True)
        for session in sessions(student, days, chosen, clock)
    ]


def sessions(
    student: Student, days: Days, skills: list[Skill], clock: DemoClock
) -> Iterator[NewSession]:
    """One sitting a skill on each day, in the order of the skills."""
    for ago, results in days:
        for place, (skill, (right, answered)) in enumerate(zip(skills, results, strict=True)):
            yield NewSession(
                student_id=student.pk,
                skill_id=skill.pk,
                started_at=clock.at(ago, FIRST_HOUR + place * HOURS_APART),
                time_spent_seconds=answered * SECONDS_A_QUESTION,
                questions_answered=answered,
                questions_correct=right,
            )


def _make_student(people: People, classroom: Classroom, name: str, clock: DemoClock) -> Student:
    student = people.make_story_student(name)
    enroll_student(student, classroom, starts_on=clock.day(GROUP_BEGAN_AGO))
    if name == STUDENT.name:
        people.make_shown_guardian(student)
    return student
