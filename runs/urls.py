"""The addresses of runs, with their full paths."""

from django.urls import include, path

from runs.views.center import ApprovalQueue, RunsCenter
from runs.views.choosing import search
from runs.views.comparing import ComparePage, export_comparison
from runs.views.exporting import export
from runs.views.processing import cancel, retry
from runs.views.run import RunPage, progress
from runs.views.steps import StepPage, StepsPage, activate
from runs.views.verifying import verification

runs = [
    path("runs/", RunsCenter.as_view(), name="list"),
    path("runs/queue/", ApprovalQueue.as_view(), name="queue"),
    path("runs/compare/", ComparePage.as_view(), name="compare"),
    path("runs/choices/", search, name="choices"),
    path("runs/<str:run>/", RunPage.as_view(), name="detail"),
    path("runs/<str:run>/progress/", progress, name="progress"),
    path("runs/<str:run>/cancel/", cancel, name="cancel"),
    path("runs/<str:run>/retry/", retry, name="retry"),
    path("runs/<str:run>/verify/", verification, name="verify"),
    path("runs/<str:run>/activate/", activate, name="activate"),
    path("runs/<str:run>/steps/", StepsPage.as_view(), name="steps"),
    path("runs/<str:run>/step/<str:step>/", StepPage.as_view(), name="step"),
]
urlpatterns = [
    path("", include((runs, "runs"))),
    path("export/comparison/", export_comparison, name="export_comparison"),
    path("export/<slug:what>/", export, name="export"),
]
