"""The reports: metrics composed into frozen dataclasses, one shape for pages, charts and interfaces."""

from analytics.reports.class_list import ClassRow, class_list
from analytics.reports.classroom import ClassReport, class_report, class_students, shared_gaps
from analytics.reports.evidence import CellEvidence, cell_evidence
from analytics.reports.heatmap import Heatmap, narrowed, skill_heatmap
from analytics.reports.shape import Named, Point, Window, as_data
from analytics.reports.skill import SkillReport, skill_report
from analytics.reports.student import StudentReport, Trends, student_report, student_trends
from analytics.reports.student_lists import SORTS, ClassStudents, StudentRow, sorted_rows
from analytics.reports.today import AlertLine, Card, OpenAlerts, open_alerts

__all__ = [
    "SORTS",
    "AlertLine",
    "Card",
    "CellEvidence",
    "ClassReport",
    "ClassRow",
    "ClassStudents",
    "Heatmap",
    "Named",
    "OpenAlerts",
    "Point",
    "SkillReport",
    "StudentReport",
    "StudentRow",
    "Trends",
    "Window",
    "as_data",
    "cell_evidence",
    "class_list",
    "class_report",
    "class_students",
    "narrowed",
    "open_alerts",
    "shared_gaps",
    "skill_heatmap",
    "skill_report",
    "sorted_rows",
    "student_report",
    "student_trends",
]
