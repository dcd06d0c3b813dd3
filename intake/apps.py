from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "intake"
    verbose_name = _("Intake")

    def ready(self) -> None:
        from intake.services.litter import remove_dead_files
        from runs.services import add_remover

        add_remover(remove_dead_files)
