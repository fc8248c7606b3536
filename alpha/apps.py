from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.core import checks

from alpha.checks import front_end_libraries


class AlphaConfig(AppConfig):
    name = "alpha"
    default = True

    def ready(self) -> None:
        checks.register(front_end_libraries)


class SchoolAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "alpha.accounts.admin_scope.SchoolAdminSite"
