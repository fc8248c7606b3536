from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "alpha.learning"
    label = "learning"
