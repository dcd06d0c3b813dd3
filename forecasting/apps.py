from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForecastingConfig(AppConfig):
    name = "forecasting"
    verbose_name = _("Forecast")

    def ready(self) -> None:
        from forecasting.sections import FORECAST_KIND, FORECAST_OF_SALES, SEE_FORECAST
        from runs.kinds import add_link, register
        from runs.models import Run

        register(FORECAST_KIND)
        add_link(Run.Type.SALES_UPLOAD, FORECAST_OF_SALES)
        add_link(Run.Type.FORECAST_V2, SEE_FORECAST)
