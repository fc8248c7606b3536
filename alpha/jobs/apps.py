from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "alpha.jobs"
    label = "jobs"
