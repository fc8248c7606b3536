"""Reports as tables to take away: the numbers of the page, in its order, with its window inside.

A student's file holds no rank and nothing of the class: it may end up in a family's hands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from analytics import words
from analytics.metrics.assignments import WorkRow
from analytics.metrics.mastery import SkillRow
from analytics.metrics.sessions import SessionRow
from analytics.reports import ClassReport, StudentReport, StudentRow, Window
from analytics.reports.heatmap import Heatmap
from analytics.reports.shape import Point
from analytics.spreadsheets import Cell, Column, Document, Table

CONFIDENTIAL = "Confidential student record"
COUNTED_CLASS = (
    "Students enrolled in the class today, with all their practice in the period, in whichever "
    "class it was done"
)
COUNTED_STUDENT = "All of this student's practice in the period, in whichever class it was done"
HEAT_NOTE = (
    "Right answers ÷ answers of the student on the skill in the period, skills with most need "
    "first; empty where there are none. All students: all their answers on the skill"
)
ESTIMATED = "Some dates are estimated from the order of the answers"

STANDING_WORDS = {
    "struggling": "May need help",
    "watch": "Below the threshold, not surely",
    "on_track": "On track",
    "not_enough_data": "Not enough data",
}
ACCURACY = Column("Accuracy", "share", "Right answers ÷ answers in the period; 0.55 is 55%")
RIGHT = Column("Right answers", "count")
QUESTIONS = Column("Questions", "count", "Questions answered in the period: what accuracy rests on")
SECONDS = Column(
    "Time spent (seconds)",
    "count",
    "Estimated active time: a gap between two answers counts at most five minutes",
)

STUDENT_COLUMNS = (
    Column("Student", "text"),
    ACCURACY,
    RIGHT,
    QUESTIONS,
    Column("Active days", "count", "Dates with at least one answered question"),
    Column("Last practice", "date", "Newest date with an answered question, in the period or not"),
    Column(
        "Trend",
        "text",
        "The last 30 days against the 30 before, by a test that allows for good and bad days",
    ),
    Column(
        "Standing",
        "text",
        "May need help: accuracy below the school's threshold, and fairly surely so",
    ),
    Column(
        "Band",
        "text",
        "By accuracy in the period; fewer answers than the school asks for are not enough data",
    ),
)
BAND_COLUMNS = (
    Column("Band", "text"),
    Column("Accuracy in the period", "text", "The school's own thresholds"),
    Column("Students", "count", "Students in the band; the counts add up to those enrolled"),
)
DAY_COLUMNS = (
    Column("Date", "date", "Dates with practice; others have no row"),
    Column("Accuracy", "share", "Right answers ÷ answers of the day"),
    Column("Questions", "count", "Questions answered on the day"),
    SECONDS,
)
CLASS_DAY_COLUMNS = (*DAY_COLUMNS, Column("Active students", "count", "Who practiced on the day"))
SKILL_COLUMNS = (
    Column("Skill", "text"),
    ACCURACY,
    RIGHT,
    QUESTIONS,
    Column(
        "Current accuracy",
        "share",
        "Accuracy on the skill over the 30 dates ending at its last practice",
    ),
    Column(
        "Standing",
        "text",
        "Mastered: the newest ten answers make 75% or more very likely. Needs Work: current "
        "accuracy below 70%. Else on track",
    ),
)
SESSION_COLUMNS = (
    Column("Date", "date", "The date at the school when it started"),
    Column("Skill", "text"),
    Column("Accuracy", "share", "Right answers ÷ answers of the session"),
    RIGHT,
    Column("Questions", "count", "Questions answered in the session"),
    SECONDS,
    Column("Date is estimated", "text", "Yes where no clock has seen the date"),
)
WORK_COLUMNS = (
    Column("Assignment", "text", "All that is open, and what was due or finished in the period"),
    Column("Status", "text"),
    Column("Due", "date"),
    Column("Finished", "date"),
    Column("Right answers", "count", "Empty where nothing was answered"),
    Column("Answers", "count", "Empty where nothing was answered"),
    Column("Questions", "count", "Questions the assignment has"),
    Column("Days late", "count", "Due to finished, or to today; 0: late on the day itself"),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when a file was made; `as_of` in the school's zone."""

    school: str
    zone: str
    as_of: datetime


def class_document(
    report: ClassReport, rows: Sequence[StudentRow], heatmap: Heatmap, origin: Origin
) -> Document:
    """Return the class report and its heat map: `rows` are the students with answers, in order."""
    overall = report.overall
    facts = (
        *_facts("Class", report.klass.name, report.window, origin),
        ("Counted", COUNTED_CLASS),
        *_estimated(is_estimated=report.is_estimated),
        ("Students enrolled", overall.students),
        ("Students with answers in the period", overall.active_students),
        ("Engagement (active ÷ enrolled)", overall.engagement_rate),
        ("Class average (each student counts once)", overall.class_average),
        ("Share of all answers right", overall.pooled_accuracy),
        ("Questions answered", overall.questions_answered),
        ("Time spent (seconds)", overall.time_spent_seconds),
        ("Trend of the class", report.trends.word),
        ("Trend in words", report.trends.sentence),
    )
    everybody = (*rows, *report.table.without_data)
    tables = (
        Table("Students", STUDENT_COLUMNS, tuple(map(_student_cells, everybody))),
        *_heat_tables(heatmap),
        Table(
            "Distribution",
            BAND_COLUMNS,
            tuple((band.name, band.range, band.students) for band in report.bands),
        ),
        Table(
            "Days",
            CLASS_DAY_COLUMNS,
            tuple((*_day_cells(point), point.active_students) for point in report.trends.points),
        ),
    )
    return Document(f"Class report: {report.klass.name}", facts, tables)


def student_document(report: StudentReport, origin: Origin) -> Document:
    """Return the student report without its comparison."""
    overall = report.overall
    facts = (
        *_facts("Student", report.student.name, report.window, origin),
        ("Counted", COUNTED_STUDENT),
        *_estimated(is_estimated=report.is_estimated),
        ("Accuracy", overall.accuracy),
        ("Right answers", overall.questions_correct),
        ("Questions answered", overall.questions_answered),
        ("Active days", overall.active_days),
        ("Active days in the last seven dates", overall.active_days_this_week),
        ("Active days in the seven dates before", overall.active_days_last_week),
        ("Time spent (seconds)", overall.time_spent_seconds),
        ("Skills mastered", overall.skills_mastered),
        ("Skills in all", overall.skills_total),
        ("Strengths", ", ".join(report.strengths)),
        ("Weaknesses", ", ".join(report.weaknesses)),
        ("Next skill", report.next_skill),
        ("Work of the period", report.assignments.due),
        ("Work done", report.assignments.completed),
        ("Work done on time", report.assignments.on_time),
        ("Trend", report.trends.word),
        ("Trend in words", report.trends.sentence),
    )
    tables = (
        Table("Skills", SKILL_COLUMNS, tuple(map(_skill_cells, report.skills))),
        Table("Days", DAY_COLUMNS, tuple(map(_day_cells, report.trends.points))),
        Table("Sessions", SESSION_COLUMNS, tuple(map(_session_cells, report.sessions))),
        Table(
            "Assignments",
            WORK_COLUMNS,
            tuple(
                _work_cells(row, origin.as_of.tzinfo)
                for row in (*report.work.open, *report.work.finished)
            ),
        ),
    )
    return Document(f"Student report: {report.student.name}", facts, tables)


def file_stem(document: Document, window: Window) -> str:
    """Return the file's name without its ending: what it is about and its dates."""
    kept = "".join(each if each.isalnum() or each in " -" else " " for each in document.title)
    return f"{' '.join(kept.split())} {window.start} to {window.end}"


def _facts(about: str, name: str, window: Window, origin: Origin) -> tuple[tuple[str, Cell], ...]:
    return (
        (CONFIDENTIAL, None),
        ("School", origin.school),
        (about, name),
        ("First date", window.start),
        ("Last date", window.end),
        ("Days", window.days),
        (f"As of (time zone {origin.zone})", origin.as_of),
    )


def _estimated(*, is_estimated: bool) -> tuple[tuple[str, Cell], ...]:
    return (("Estimated dates", ESTIMATED),) if is_estimated else ()


def _student_cells(row: StudentRow) -> tuple[Cell, ...]:
    return (
        row.student,
        row.accuracy,
        row.correct,
        row.questions,
        row.active_days,
        row.last_practice,
        row.trend_word,
        STANDING_WORDS[row.standing],
        words.BAND_WORDS[row.band],
    )


def _heat_tables(heatmap: Heatmap) -> tuple[Table, Table]:
    """Return the shares and the answers they rest on, as two tables of the same shape."""
    skills, first = heatmap.skills, Column("Student", "text")
    shares = tuple(
        (row.student, *(None if cell is None else cell.accuracy for cell in row.cells))
        for row in heatmap.rows
    )
    counts = tuple(
        (row.student, *(None if cell is None else cell.questions for cell in row.cells))
        for row in heatmap.rows
    )
    return (
        Table(
            "Skill heat map",
            (first, *(Column(skill.skill, "share") for skill in skills)),
            (("All students", *(skill.accuracy for skill in skills)), *shares),
            HEAT_NOTE,
        ),
        Table(
            "Answers in the heat map",
            (first, *(Column(skill.skill, "count") for skill in skills)),
            (("All students", *(skill.questions or None for skill in skills)), *counts),
            "The number of answers each share of the heat map rests on",
        ),
    )


def _skill_cells(row: SkillRow) -> tuple[Cell, ...]:
    return (
        row.skill,
        row.accuracy,
        row.correct,
        row.questions,
        row.current_accuracy,
        row.status,
    )


def _day_cells(point: Point) -> tuple[Cell, ...]:
    return (point.date, point.accuracy, point.questions_answered, point.time_spent_seconds)


def _session_cells(row: SessionRow) -> tuple[Cell, ...]:
    return (
        row.day,
        row.skill,
        row.accuracy,
        row.correct,
        row.answered,
        row.seconds,
        "Yes" if row.is_estimated else "",
    )


def _work_cells(row: WorkRow, zone: tzinfo | None) -> tuple[Cell, ...]:
    return (
        row.title,
        row.status,
        row.due_at and row.due_at.astimezone(zone).date(),
        row.completed_at and row.completed_at.astimezone(zone).date(),
        row.correct if row.answered else None,
        row.answered or None,
        row.questions,
        row.days_late,
    )
