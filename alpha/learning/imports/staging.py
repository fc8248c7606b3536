"""A scratch database beside the real one: rows go in as the file has them and come back student by student."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from alpha.learning.imports.clock import instant_of, microseconds
from alpha.learning.imports.rows import GivenWork, PracticeRow
from alpha.learning.imports.sittings import StagedAnswer

TABLES = """
CREATE TABLE students (id TEXT PRIMARY KEY, name TEXT, school TEXT) WITHOUT ROWID;
CREATE TABLE teachers (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
CREATE TABLE classes (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
CREATE TABLE skills (name TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID;
CREATE TABLE members (student TEXT, class TEXT, PRIMARY KEY (student, class)) WITHOUT ROWID;
CREATE TABLE teaching (class TEXT, teacher TEXT, PRIMARY KEY (class, teacher)) WITHOUT ROWID;
CREATE TABLE class_schools (class TEXT, school TEXT, PRIMARY KEY (class, school)) WITHOUT ROWID;
CREATE TABLE teacher_schools (teacher TEXT, school TEXT, PRIMARY KEY (teacher, school)) WITHOUT ROWID;
CREATE TABLE works (
    assignment TEXT, student TEXT, class TEXT, title TEXT, skill TEXT, assigned INTEGER,
    released INTEGER, due INTEGER, started INTEGER, completed INTEGER,
    PRIMARY KEY (assignment, student)
) WITHOUT ROWID;
CREATE TABLE answers (
    student TEXT, external_id TEXT, line INTEGER, class TEXT, skill TEXT, assignment TEXT,
    position INTEGER, answered INTEGER, correct INTEGER, seconds REAL, fingerprint TEXT,
    PRIMARY KEY (student, external_id)
) WITHOUT ROWID;
"""
# The same answer again, with another skill: the first skill stays, what was missing is filled in.
ADD_ANSWER = """
INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (student, external_id) DO UPDATE SET
    seconds = coalesce(seconds, excluded.seconds),
    assignment = iif(assignment = '', excluded.assignment, assignment),
    fingerprint = iif(fingerprint = '', excluded.fingerprint, fingerprint)
"""
ADD_STUDENT = """
INSERT INTO students VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET
    name = iif(name = '', excluded.name, name), school = iif(school = '', excluded.school, school)
"""
ADD_SKILL = """
INSERT INTO skills VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET id = iif(id = '', excluded.id, id)
"""
ADD_WORK = """
INSERT INTO works VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (assignment, student) DO UPDATE SET completed = coalesce(completed, excluded.completed)
"""


@dataclass(frozen=True, slots=True)
class StagedStudent:
    id: str
    name: str
    school: str


@dataclass(frozen=True, slots=True)
class StagedAssignment:
    """`question_count` is the median of what those who finished it answered, else of all."""

    id: str
    class_id: str
    skill: str
    question_count: int
    work: GivenWork


@dataclass(frozen=True, slots=True)
class StagedWork:
    assignment: str
    student: str
    started_at: datetime | None
    completed_at: datetime | None


class Staging:
    """Use as a context manager: the file goes with it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="alpha-import-")
        self._rows = sqlite3.connect(Path(self._folder.name) / "rows.sqlite3", isolation_level=None)
        # Nobody needs this file after a crash, so it may take every short cut.
        self._rows.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._rows.close()
        self._folder.cleanup()

    def add(self, rows: list[PracticeRow]) -> None:
        write = self._rows.executemany
        self._rows.execute("BEGIN")
        write(ADD_STUDENT, {(row.student_id, row.student_name, row.school) for row in rows})
        write(
            "INSERT OR IGNORE INTO teachers VALUES (?, ?)",
            {(row.teacher_id, row.teacher_name) for row in rows if row.teacher_id},
        )
        write(
            "INSERT OR IGNORE INTO classes VALUES (?, ?)",
            {(row.class_id, row.class_name) for row in rows},
        )
        write(ADD_SKILL, {(row.skill, row.skill_id) for row in rows})
        self._add_pairs(rows)
        write(ADD_WORK, (_work_values(row, row.work) for row in rows if row.work is not None))
        write(ADD_ANSWER, (_answer_values(row) for row in rows if row.answered))
        self._rows.execute("COMMIT")

    def _add_pairs(self, rows: list[PracticeRow]) -> None:
        members = {(row.student_id, row.class_id) for row in rows}
        taught = [row for row in rows if row.teacher_id]
        teaching = {(row.class_id, row.teacher_id) for row in taught}
        class_schools = {(row.class_id, row.school) for row in rows if row.school}
        teacher_schools = {(row.teacher_id, row.school) for row in taught if row.school}
        write = self._rows.executemany
        write("INSERT OR IGNORE INTO members VALUES (?, ?)", members)
        write("INSERT OR IGNORE INTO teaching VALUES (?, ?)", teaching)
        write("INSERT OR IGNORE INTO class_schools VALUES (?, ?)", class_schools)
        write("INSERT OR IGNORE INTO teacher_schools VALUES (?, ?)", teacher_schools)

    # Whole lists: as many as there are classes, teachers and skills.

    def teachers(self) -> list[tuple[str, str]]:
        return self._rows.execute("SELECT id, name FROM teachers ORDER BY id").fetchall()

    def skills(self) -> list[tuple[str, str]]:
        return self._rows.execute("SELECT name, id FROM skills ORDER BY name").fetchall()

    def classes(self) -> list[tuple[str, str, str]]:
        """Id, name, and the schools the file names for it, joined."""
        return self._rows.execute(
            "SELECT id, name, (SELECT coalesce(group_concat(school, ', '), '')"
            " FROM class_schools WHERE class = id) FROM classes ORDER BY id"
        ).fetchall()

    def teaching(self) -> list[tuple[str, str]]:
        return self._rows.execute("SELECT class, teacher FROM teaching").fetchall()

    def assignments(self) -> Iterator[StagedAssignment]:
        rows = self._rows.execute(
            "SELECT assignment, class, skill, title, min(assigned), min(released), min(due)"
            " FROM works GROUP BY assignment ORDER BY assignment"
        ).fetchall()
        for assignment, classroom, skill, title, *moments in rows:
            assigned_at, released_at, due_at = (_instant(moment) for moment in moments)
            yield StagedAssignment(
                id=assignment,
                class_id=classroom,
                skill=skill,
                question_count=self._usual_answers(assignment),
                work=GivenWork(title, assigned_at, released_at, due_at, None, None),
            )

    def _usual_answers(self, assignment: str) -> int:
        counts = self._rows.execute(
            "SELECT count(*), completed IS NOT NULL FROM answers JOIN works USING (assignment, student)"
            " WHERE assignment = ? GROUP BY student ORDER BY 1",
            [assignment],
        ).fetchall()
        finished = [count for count, is_completed in counts if is_completed]
        usual = finished or [count for count, _ in counts] or [1]
        return int(usual[len(usual) // 2])

    # Batches of students.

    def student_batches(self, size: int) -> Iterator[list[StagedStudent]]:
        last = ""
        while batch := self._rows.execute(
            "SELECT id, name, school FROM students WHERE id > ? ORDER BY id LIMIT ?", [last, size]
        ).fetchall():
            yield [StagedStudent(*row) for row in batch]
            last = batch[-1][0]

    def classes_of(self, batch: list[StagedStudent]) -> list[tuple[str, str]]:
        """(student, class) of everybody in a batch."""
        return self._between("SELECT student, class FROM members", batch).fetchall()

    def works_of(self, batch: list[StagedStudent]) -> list[StagedWork]:
        rows = self._between("SELECT assignment, student, started, completed FROM works", batch)
        return [
            StagedWork(assignment, student, _instant(started), _instant(completed))
            for assignment, student, started, completed in rows
        ]

    def answers_of(self, batch: list[StagedStudent]) -> dict[str, list[StagedAnswer]]:
        """Each student's answers in their order; those of one moment as they stand in the file."""
        rows = self._between(
            "SELECT student, external_id, skill, assignment, position, answered, correct, seconds"
            " FROM answers",
            batch,
            " ORDER BY student, position, line",
        )
        answers: dict[str, list[StagedAnswer]] = {student.id: [] for student in batch}
        for student, *values in rows:
            answers[student].append(StagedAnswer(*values))
        return answers

    def _between(self, select: str, batch: list[StagedStudent], order: str = "") -> sqlite3.Cursor:
        bounds = [batch[0].id, batch[-1].id]
        return self._rows.execute(f"{select} WHERE student BETWEEN ? AND ?{order}", bounds)

    # Numbers about the whole.

    def number(self, select: str, values: Iterable[object] = ()) -> int:
        return int(self._rows.execute(select, tuple(values)).fetchone()[0])

    def positions(self) -> Iterator[int]:
        rows = self._rows.execute("SELECT position FROM answers ORDER BY position")
        return (position for (position,) in rows)

    def pairs(self, select: str) -> list[tuple[str, str, int, int]]:
        return self._rows.execute(select).fetchall()

    def index_fingerprints(self) -> None:
        self._rows.executescript(
            "CREATE TABLE marks (fingerprint TEXT, class TEXT, PRIMARY KEY (fingerprint, class))"
            " WITHOUT ROWID;"
            "INSERT OR IGNORE INTO marks"
            " SELECT fingerprint, class FROM answers WHERE fingerprint != '';"
        )


def _instant(moment: int | None) -> datetime | None:
    return None if moment is None else instant_of(moment)


def _moment(instant: datetime | None) -> int | None:
    return None if instant is None else microseconds(instant)


def _work_values(row: PracticeRow, work: GivenWork) -> tuple[object, ...]:
    moments = (work.assigned_at, work.released_at, work.due_at, work.started_at, work.completed_at)
    return (
        row.assignment,
        row.student_id,
        row.class_id,
        work.title,
        row.skill,
        *map(_moment, moments),
    )


def _answer_values(row: PracticeRow) -> tuple[object, ...]:
    return (
        row.student_id,
        row.external_id,
        row.line,
        row.class_id,
        row.skill,
        row.assignment,
        row.position,
        row.answered,
        row.correct,
        row.seconds,
        row.fingerprint,
    )
