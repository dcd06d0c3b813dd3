"""The addresses of forecasts, with their full paths."""

from django.urls import path

from forecasting.views.forecast import ForecastPage
from forecasting.views.new import NewForecastPage
from forecasting.views.suggestion import SuggestionPage
from forecasting.views.uplifts import UpliftsPage, remove

urlpatterns = [
    path("forecast_v2/", ForecastPage.as_view(), name="forecast"),
    path("forecast_v2/new/", NewForecastPage.as_view(), name="forecast_new"),
    path("forecast_v2/uplifts/", UpliftsPage.as_view(), name="forecast_uplifts"),
    path("forecast_v2/uplifts/<int:pk>/remove/", remove, name="forecast_uplift_remove"),
    path(
        "forecast_v2/<str:run>/sku/<int:product>/",
        SuggestionPage.as_view(),
        name="forecast_suggestion",
    ),
]
