"""Alerts over time: looked for, kept, acted on."""

from analytics.alerts.changes import (
    AlertConflictError,
    acknowledge,
    dismiss,
    reopen,
    resolve,
    snooze,
    undo,
)
from analytics.alerts.evaluation import evaluate_school, evaluate_students
from analytics.alerts.keeping import Evaluation
from analytics.alerts.preview import Preview, would_flag

__all__ = [
    "AlertConflictError",
    "Evaluation",
    "Preview",
    "acknowledge",
    "dismiss",
    "evaluate_school",
    "evaluate_students",
    "reopen",
    "resolve",
    "snooze",
    "undo",
    "would_flag",
]
