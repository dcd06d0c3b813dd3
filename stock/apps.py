from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StockConfig(AppConfig):
    name = "stock"
    verbose_name = _("Stock")

    def ready(self) -> None:
        from runs.kinds import add_effect, add_link, register
        from runs.models import Run
        from stock.sections import CORRECT, STOCK_KIND
        from stock.services import ARCHIVING

        register(STOCK_KIND)
        add_link(Run.Type.STOCK_UPLOAD, CORRECT)
        add_effect(Run.Type.STOCK_UPLOAD, "archive", ARCHIVING)
