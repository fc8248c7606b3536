"""The floor: the figures of a report from one hand-written statement, as fast as the database gives them.

Nothing is made of them: no trend, no rank, no words. What a report takes to read the same figures
and to do all that is held against this time.
"""

from datetime import date
from typing import Any

from django.db import connection

from alpha.accounts.models import User
from alpha.learning.models import Classroom, Student
from alpha.periods import Period
from analytics.metrics.performance import first_trend_day

Rows = list[tuple[Any, ...]]

# How each database is told that a class is small; left alone, PostgreSQL reads the whole table.
MEMBERS = "IN (SELECT id FROM population)"
MEMBERS_POSTGRESQL = "= ANY (ARRAY(SELECT id FROM population))"

# Goes before each of the others: the students of the class.
POPULATION = """
WITH population AS (
    SELECT students.id, students.name
    FROM learning_enrollment JOIN students ON students.id = student_id
    WHERE classroom_id = %(classroom)s AND students.is_active
        AND (starts_on IS NULL OR starts_on <= %(today)s)
        AND (ends_on IS NULL OR ends_on > %(today)s)
)
"""

# Each student's newest day ever, and a row for each of her active days. Kind, whom, when, figures.
CLASS_DAYS = """
SELECT 'student', population.id, (
        SELECT school_day FROM learning_practicesession
        WHERE student_id = population.id AND questions_answered > 0
        ORDER BY school_day DESC LIMIT 1
    ), name, 0, 0, 0
FROM population
UNION ALL
SELECT 'day', student_id, school_day, NULL, SUM(questions_answered), SUM(questions_correct),
    SUM(time_spent_seconds)
FROM learning_practicesession
WHERE student_id IN (SELECT id FROM population) AND questions_answered > 0
    AND school_day >= %(first_day)s AND school_day < %(end)s
GROUP BY student_id, school_day
"""

# A row for each student and skill of the window.
CLASS_SKILLS = """
SELECT student_id, skill_id, SUM(questions_answered), SUM(questions_correct), MAX(school_day)
FROM learning_practicesession
WHERE student_id IN (SELECT id FROM population) AND questions_answered > 0
    AND school_day >= %(start)s AND school_day < %(end)s
GROUP BY student_id, skill_id
"""

# All active days (the streak and the achievements count them), the window's skills with where the
# student stands on them, everybody's totals, the window's work, and XP by day. Kind, key, figures.
STUDENT_FIGURES = """
SELECT 'day', 0, school_day, SUM(questions_answered), SUM(questions_correct),
    SUM(time_spent_seconds)
FROM learning_practicesession
WHERE student_id = %(student)s AND questions_answered > 0
GROUP BY school_day
UNION ALL
SELECT 'skill', skill_id, NULL, SUM(questions_answered), SUM(questions_correct), 0
FROM learning_practicesession
WHERE student_id = %(student)s AND questions_answered > 0
    AND school_day >= %(start)s AND school_day < %(end)s
GROUP BY skill_id
UNION ALL
SELECT learning_skill.name, skill_id, NULL, questions_answered, questions_correct,
    CASE WHEN mastery_achieved THEN 1 ELSE 0 END
FROM learning_learningpath JOIN learning_skill ON learning_skill.id = skill_id
WHERE student_id = %(student)s
UNION ALL
SELECT 'classmate', student_id, NULL, SUM(questions_answered), SUM(questions_correct),
    COUNT(DISTINCT school_day)
FROM learning_practicesession
WHERE student_id IN (SELECT id FROM population) AND questions_answered > 0
    AND school_day >= %(start)s AND school_day < %(end)s
GROUP BY student_id
UNION ALL
SELECT 'work', assignment_id, NULL, answered, correct, 0
FROM (
    SELECT assignment_id, questions_answered AS answered, questions_correct AS correct,
        CASE WHEN completed_at < due_at THEN completed_at ELSE due_at END AS counted_at
    FROM learning_assignedwork JOIN learning_assignment ON learning_assignment.id = assignment_id
    WHERE student_id = %(student)s
) AS works
WHERE counted_at >= %(start)s AND counted_at < %(end)s
UNION ALL
SELECT 'xp', 0, occurred_on, SUM(points), 0, 0
FROM gamification_xpevent
WHERE user_id = (SELECT user_id FROM students WHERE id = %(student)s)
GROUP BY occurred_on
"""


# The open alerts about the students of a teacher with their names, the help under way for them, and who was active.
MORNING = """
WITH population AS (
    SELECT DISTINCT students.id, students.name
    FROM learning_classroomteacher AS teaching
        JOIN learning_enrollment AS enrolled ON enrolled.classroom_id = teaching.classroom_id
        JOIN students ON students.id = student_id
    WHERE teacher_id = %(teacher)s AND students.is_active
        AND (teaching.starts_on IS NULL OR teaching.starts_on <= %(today)s)
        AND (teaching.ends_on IS NULL OR teaching.ends_on > %(today)s)
        AND (enrolled.starts_on IS NULL OR enrolled.starts_on <= %(today)s)
        AND (enrolled.ends_on IS NULL OR enrolled.ends_on > %(today)s)
)
SELECT alert.id, population.name, learning_classroom.name, alert.kind, alert.severity, alert.certainty,
    CAST(alert.evidence AS text), alert.opened_at, learning_skill.name, learning_assignment.title
FROM analytics_alert AS alert
    JOIN population ON population.id = alert.student_id
    JOIN learning_classroom ON learning_classroom.id = alert.classroom_id
    LEFT JOIN learning_skill ON learning_skill.id = alert.skill_id
    LEFT JOIN learning_assignment ON learning_assignment.id = alert.assignment_id
WHERE alert.status IN ('open', 'acknowledged')
    AND (snoozed_until IS NULL OR snoozed_until <= %(today)s)
UNION ALL
SELECT 0, action_taken, '', '', '', student_id, '', created_at, '', ''
FROM interventions
WHERE NOT is_resolved AND student_id IN (SELECT id FROM population)
"""


def morning(teacher: User, today: date) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(MORNING, {"teacher": teacher.pk, "today": today})
        return list(cursor.fetchall())


def class_days(classroom: Classroom, period: Period) -> Rows:
    return _rows(CLASS_DAYS, classroom, period)


def class_skills(classroom: Classroom, period: Period) -> Rows:
    return _rows(CLASS_SKILLS, classroom, period)


def student_figures(student: Student, classroom: Classroom, period: Period) -> Rows:
    return _rows(STUDENT_FIGURES, classroom, period, student=student.pk)


def _rows(figures: str, classroom: Classroom, period: Period, **more: int) -> Rows:
    today = classroom.school.today()
    values: dict[str, int | date] = {
        "classroom": classroom.pk,
        "today": today,
        "first_day": min(period.start, first_trend_day(today)),
        "start": period.start,
        "end": period.end,
        **more,
    }
    if connection.vendor == "postgresql":
        figures = figures.replace(MEMBERS, MEMBERS_POSTGRESQL)
    with connection.cursor() as cursor:
        cursor.execute(POPULATION + figures, values)
        return list(cursor.fetchall())
