from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class FastDSOConfig(AppConfig):
    name = "fastdso"
    verbose_name = "FastDSO"

    def ready(self) -> None:
        # Their own names are English in every language.
        apps.get_app_config("axes").verbose_name = _("Sign-in attempts")
        apps.get_app_config("django_tasks_database").verbose_name = _("Background tasks")
