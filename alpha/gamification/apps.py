from django.apps import AppConfig


class GamificationConfig(AppConfig):
    name = "alpha.gamification"
    label = "gamification"
