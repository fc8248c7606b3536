from django.apps import AppConfig

from alpha.learning.signals import practice_recorded


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        # Models are not loaded before.
        from analytics.receivers import evaluate_who_practiced  # noqa: PLC0415

        practice_recorded.connect(evaluate_who_practiced)
