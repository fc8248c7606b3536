"""What helped as a file: the numbers of the page, and what each of them counts."""

from collections.abc import Iterable

from analytics.exports import Origin
from analytics.spreadsheets import Cell, Column, Document, Table
from interventions.effect_words import FOOTER
from interventions.what_works import KindOfHelp, WhatWorks

POINTS = "In points of accuracy: 4.0 is four points more than similar classmates gained"
COLUMNS = (
    Column("Kind of help", "text"),
    Column("Given", "count", "Interventions that began in the period"),
    Column("Students", "count", "Whom they were for"),
    Column("Delivered", "count", "Message read, assignment finished, meeting held, letter sent"),
    Column("Closed", "count", "Marked as resolved"),
    Column("Ratings", "count", "Interventions that somebody gave stars"),
    Column("Mean stars", "count", "Teachers' opinion, 1 to 5; empty without ratings"),
    Column(
        "Mean stars, weighed", "count", "With five ratings of 3.0 added, so that few count less"
    ),
    Column("Students compared", "count", "With 20 answers in the four weeks before and after"),
    Column("Difference", "count", f"{POINTS}; empty with fewer than ten students"),
    Column("Likely from", "count", "Lower end of the 95% interval, in points"),
    Column("Likely to", "count", "Upper end of the 95% interval, in points"),
    Column("In words", "text"),
)


def what_works_document(report: WhatWorks, origin: Origin) -> Document:
    facts: tuple[tuple[str, Cell], ...] = (
        ("School", origin.school),
        ("Help that began from", report.period.start),
        ("to", report.period.last_day),
        ("Interventions", report.given),
        ("Students", report.students),
        ("Too recent to be compared", report.waiting),
        ("Note", FOOTER),
        ("As of", origin.as_of),
        ("Time zone", origin.zone),
    )
    tables = [Table("Kinds of help", COLUMNS, tuple(map(_cells, report.kinds)))]
    by_area = tuple((area.name, *_cells(row)) for area in report.areas for row in area.kinds)
    if by_area:
        note = "Skills and subjects with at least ten students for a kind of help"
        columns = (Column("Skill or subject", "text"), *COLUMNS)
        tables.append(Table("By skill", columns, by_area, note))
    return Document("What works", facts, tuple(tables))


def _cells(row: KindOfHelp) -> tuple[Cell, ...]:
    effect = row.effect
    shown: Iterable[float | None] = (
        (effect.effect, effect.low, effect.high) if row.has_estimate else (None, None, None)
    )
    return (
        row.name,
        row.given,
        row.students,
        row.delivered,
        row.closed,
        row.stars.ratings,
        row.stars.mean,
        row.stars.shrunk if row.stars.ratings else None,
        effect.n,
        *(None if share is None else round(share * 100, 1) for share in shown),
        row.sentence or row.verdict,
    )
