"""What the benchmark's students did: one statement for each table, the same on both databases.

Sessions are stored in the order of their days, as a school would have written them, so that one
student's rows are spread over the whole table.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection

from alpha.accounts.models import School

# Four times a day each student might practice; she does in nearly half of them.
SLOTS_A_DAY = 4
# From this many school days back on, one student in five has been getting worse.
CHANGE_DAYS = 20

SLOTS = """
CREATE TEMPORARY TABLE bench_slots (
    number INTEGER, school_day DATE, started_at TIMESTAMP WITH TIME ZONE, is_recent INTEGER
)
"""

SESSIONS = """
INSERT INTO learning_practicesession (
    student_id, skill_id, started_at, school_day, time_spent_seconds, questions_answered,
    questions_correct, is_estimated, source, external_id
)
SELECT student_id, skill_id, started_at, school_day, 35 * answered, answered,
    (answered * percent + 50) / 100, FALSE, '', ''
FROM (
    SELECT students.id AS student_id,
        %s + (students.id * 7919 + number * 104729) %% 1009 %% %s AS skill_id,
        started_at,
        school_day,
        number,
        5 + (students.id * 31 + number * 17) %% 11 AS answered,
        40 + students.id * 37 %% 40 + (students.id * 13 + number * 7) %% 21
            - CASE WHEN students.id %% 5 = 0 AND is_recent = 1 THEN 20 ELSE 0 END AS percent
    FROM students CROSS JOIN bench_slots
    WHERE students.school_id = %s AND (students.id * 5987 + number * 3571) %% 997 < 479
) AS sittings
ORDER BY number DESC, student_id
"""

LEARNING_PATHS = """
INSERT INTO learning_learningpath (
    student_id, skill_id, current_accuracy, questions_answered, questions_correct,
    mastery_achieved, mastered_at, last_practiced_at
)
SELECT students.id, learning_skill.id, 1.0 * correct / answered, COALESCE(answered, 0),
    COALESCE(correct, 0), COALESCE(100 * correct >= 85 * answered, FALSE),
    CASE WHEN 100 * correct >= 85 * answered THEN newest END,
    newest
FROM students
JOIN learning_skill ON learning_skill.school_id = students.school_id
LEFT JOIN (
    SELECT student_id, skill_id, SUM(questions_answered) AS answered,
        SUM(questions_correct) AS correct, MAX(started_at) AS newest
    FROM learning_practicesession
    GROUP BY student_id, skill_id
) AS totals ON totals.student_id = students.id AND totals.skill_id = learning_skill.id
"""

XP_EVENTS = """
INSERT INTO gamification_xpevent (user_id, points, reason, occurred_on, dedupe_key, created_at)
SELECT students.user_id, SUM(questions_correct) + 1, 'Practice', school_day,
    'bench-' || students.user_id || '-' || school_day, MAX(started_at)
FROM learning_practicesession JOIN students ON students.id = student_id
GROUP BY students.user_id, school_day
"""

ASSIGNED_WORKS = """
INSERT INTO learning_assignedwork (
    assignment_id, student_id, status, started_at, completed_at, questions_answered,
    questions_correct
)
SELECT assignment_id, student_id,
    CASE WHEN is_done THEN 'completed' ELSE 'assigned' END,
    CASE WHEN is_done THEN released_at END,
    CASE WHEN is_done AND is_late THEN due_at WHEN is_done THEN released_at END,
    CASE WHEN is_done THEN 15 ELSE 0 END,
    CASE WHEN is_done THEN 7 + student_id %% 9 ELSE 0 END
FROM (
    SELECT learning_assignment.id AS assignment_id, student_id, released_at, due_at,
        (student_id * 3 + learning_assignment.id) %% 10 < 8 AND released_at <= %s AS is_done,
        (student_id + learning_assignment.id) %% 7 = 0 AND due_at <= %s AS is_late
    FROM learning_assignment
    JOIN learning_enrollment ON learning_enrollment.classroom_id = learning_assignment.classroom_id
) AS given
"""


def add_sessions(school: School, *, days: Sequence[date], first_skill_id: int, skills: int) -> None:
    """Write practice for every student on these days, newest first; the skills' ids are consecutive."""
    rows = [
        (
            place * SLOTS_A_DAY + slot,
            connection.ops.adapt_datefield_value(day),
            connection.ops.adapt_datetimefield_value(_started_at(day, slot)),
            int(place < CHANGE_DAYS),
        )
        for place, day in enumerate(days)
        for slot in range(SLOTS_A_DAY)
    ]
    with connection.cursor() as cursor:
        cursor.execute(SLOTS)
        cursor.executemany("INSERT INTO bench_slots VALUES (%s, %s, %s, %s)", rows)
        cursor.execute(SESSIONS, [first_skill_id, skills, school.pk])
        cursor.execute("DROP TABLE bench_slots")


def add_learning_paths() -> None:
    """A path for every student and skill, begun or not; its accuracy is that of the whole history."""
    with connection.cursor() as cursor:
        cursor.execute(LEARNING_PATHS)


def add_xp() -> None:
    """One event for each student and active day."""
    with connection.cursor() as cursor:
        cursor.execute(XP_EVENTS)


def add_assigned_works(*, now: datetime) -> None:
    """Everybody of a class gets its assignments; four in five are done, a few of them late."""
    instant = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(ASSIGNED_WORKS, [instant, instant])


def _started_at(day: date, slot: int) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC) + timedelta(minutes=30 * slot)
