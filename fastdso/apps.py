from typing import Any

from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks
from django.utils.translation import gettext_lazy as _


class FastDSOConfig(AppConfig):
    name = "fastdso"
    verbose_name = "FastDSO"
    default = True

    def ready(self) -> None:
        # Their own names are English in every language.
        apps.get_app_config("axes").verbose_name = _("Sign-in attempts")
        apps.get_app_config("django_tasks_database").verbose_name = _("Background tasks")


class AdminConfig(SimpleAdminConfig):
    """Django's admin, whose modules are imported where it is served (fastdso/urls.py) or checked.

    They bring the libraries of import and export with them, a sixth of the start of a command.
    """

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_discovered, checks.Tags.admin)


def check_discovered(**kwargs: Any) -> list[checks.CheckMessage]:
    """Django's check of all that is registered with the admin, once it is."""
    admin.autodiscover()
    return check_admin_app(**kwargs)
