"""The addresses of runs, with their full paths."""

from django.urls import include, path

from runs.views.center import RunsCenter
from runs.views.exporting import export
from runs.views.run import RunPage, progress

runs = [
    path("runs/", RunsCenter.as_view(), name="list"),
    path("runs/<str:run>/", RunPage.as_view(), name="detail"),
    path("runs/<str:run>/progress/", progress, name="progress"),
]
urlpatterns = [
    path("", include((runs, "runs"))),
    path("export/<slug:what>/", export, name="export"),
]
