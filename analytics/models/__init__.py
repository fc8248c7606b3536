"""Findings about students, how a class wants them found, and the record of who looked at which report."""

from analytics.models.alert_history import AlertChange, AlertTrigger
from analytics.models.alerts import Alert
from analytics.models.report_views import ReportView
from analytics.models.rules import ClassroomRules

__all__ = ["Alert", "AlertChange", "AlertTrigger", "ClassroomRules", "ReportView"]
