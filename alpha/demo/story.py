"""The class of the story: three students, one of them falling behind, with exactly the story's numbers.

Student 3 answers 20 questions on nine of the last 30 days: 14, 12, 11, 11, 11, 10, 10, 10, 10 right, 99 of 180, after a
steady month at 145 of 200. By skill the nine days are 30, 33 and 36 of 60, and no skill is mastered at any step. With
82 % and 73 % for the two others the class average is 70 %. Student 2 was helped before: on one day she does a targeted
assignment, 11 of its 15 questions right.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from alpha.demo.clock import DemoClock
from alpha.demo.people import People
from alpha.demo.sign_ins import CO_TEACHER, STUDENT, TEACHER
from alpha.learning.models import Classroom, Skill, Student
from alpha.learning.services.assignments import assign_work
from alpha.learning.services.practice import NewSession, record_practice
from alpha.learning.services.roster import add_teacher, create_classroom, enroll_student
from interventions.actions.assignment import assign_targeted_practice
from interventions.tracking import resolve

CLASS_NAME = "Grade 5 Math – Small Group"
SKILL_CODES = ("fractions", "division", "multiplication")
SECONDS_A_QUESTION = 90
GROUP_BEGAN_AGO = 60
FIRST_HOUR, HOURS_APART, LATER = 9.0, 0.25, timedelta(hours=2)

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
# On this day, 15 of 20 right, Student 2 does her targeted assignment, and five more questions.
HELPED, HELPED_AGO = "Student 2", 10
ASSIGNED_RESULTS, FURTHER_RESULT = [(4, 5), (4, 5), (3, 5)], (4, 5)


def other_student(name: str) -> Days:
    """Two months alike, without the day on which somebody was helped."""
    month = list(zip(OTHER_DAYS, RIGHT_OF_20[name], strict=True))
    days = [(ago + earlier, split_by_skill(right)) for earlier in (30, 0) for ago, right in month]
    return [day for day in days if (name, day[0]) != (HELPED, HELPED_AGO)]


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


def help_student_2(people: People, skills: dict[str, Skill], clock: DemoClock) -> None:
    """Give her the targeted assignment, let her do it, and note how it went. Her other practice is recorded already."""
    teacher = people.staff[TEACHER.username]
    student = Student.objects.get(school=people.school, name=HELPED)
    chosen = [skills[code] for code in SKILL_CODES]
    intervention = assign_targeted_practice(
        student,
        by=teacher,
        skills=chosen,
        due_at=clock.at(clock.next_taught(HELPED_AGO - 1), 15),
        at=clock.at(clock.last_taught(HELPED_AGO + 2), 14),
    )
    work = intervention.assigned_work
    assignment_id = None if work is None else work.assignment_id
    assigned = sessions(student, [(HELPED_AGO, ASSIGNED_RESULTS)], chosen, clock)
    further = sessions(student, [(HELPED_AGO, [FURTHER_RESULT])], chosen[:1], clock)
    record_practice(
        people.school,
        [
            *(replace(session, assignment_id=assignment_id) for session in assigned),
            *(replace(session, started_at=session.started_at + LATER) for session in further),
        ],
    )
    resolve(
        intervention,
        by=teacher,
        resolution_notes="Did all of it in one go. Fractions and division look better now.",
        effectiveness_rating=4,
        at=clock.at(clock.last_taught(HELPED_AGO - 2), 16),
    )


def _make_student(people: People, classroom: Classroom, name: str, clock: DemoClock) -> Student:
    student = people.make_story_student(name)
    enroll_student(student, classroom, starts_on=clock.day(GROUP_BEGAN_AGO))
    if name == STUDENT.name:
        people.make_shown_guardian(student)
    return student
