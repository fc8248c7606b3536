"""Alerts over time: looked for, kept, acted on."""

from analytics.alerts.evaluation import evaluate_school, evaluate_students
from analytics.alerts.keeping import Evaluation

__all__ = ["Evaluation", "evaluate_school", "evaluate_students"]
