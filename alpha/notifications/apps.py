from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "alpha.notifications"
    label = "notifications"
