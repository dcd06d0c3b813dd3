from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StockConfig(AppConfig):
    name = "stock"
    verbose_name = _("Stock")

    def ready(self) -> None:
        from runs.kinds import register
        from stock.sections import STOCK_KIND

        register(STOCK_KIND)
