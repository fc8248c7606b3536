"""The reports: metrics composed into frozen dataclasses, one shape for pages, charts and interfaces."""

from analytics.reports.class_list import ClassRow, class_list
from analytics.reports.class_work import ClassWork, class_work
from analytics.reports.classroom import ClassReport, class_report, class_students, shared_gaps
from analytics.reports.evidence import CellEvidence, cell_evidence
from analytics.reports.heatmap import Heatmap, skill_heatmap
from analytics.reports.reasons import Reasons, reasons_of
from analytics.reports.selection import Selection, Ticked, box_rows, narrowed, selection_of
from analytics.reports.shape import Named, Point, Window, as_data
from analytics.reports.skill import SkillReport, skill_report
from analytics.reports.student import StudentReport, Trends, student_report, student_trends
from analytics.reports.student_lists import SORTS, ClassStudents, StudentRow, sorted_rows
from analytics.reports.today import (
    AlertLine,
    Card,
    OpenAlerts,
    alerts_of_student,
    open_alerts,
)

__all__ = [
    "SORTS",
    "AlertLine",
    "Card",
    "CellEvidence",
    "ClassReport",
    "ClassRow",
    "ClassStudents",
    "ClassWork",
    "Heatmap",
    "Named",
    "OpenAlerts",
    "Point",
    "Reasons",
    "Selection",
    "SkillReport",
    "StudentReport",
    "StudentRow",
    "Ticked",
    "Trends",
    "Window",
    "alerts_of_student",
    "as_data",
    "box_rows",
    "cell_evidence",
    "class_list",
    "class_report",
    "class_students",
    "class_work",
    "narrowed",
    "open_alerts",
    "reasons_of",
    "selection_of",
    "shared_gaps",
    "skill_heatmap",
    "skill_report",
    "sorted_rows",
    "student_report",
    "student_trends",
]
