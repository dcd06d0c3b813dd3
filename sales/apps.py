from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "sales"
    verbose_name = _("Sales")

    def ready(self) -> None:
        from runs.kinds import register
        from sales.sections import SALES_KIND

        register(SALES_KIND)
