"""The addresses of distributions, with their full paths."""

from django.urls import include, path

from distribution.views.dashboard import Dashboard
from distribution.views.new import NewDistributionPage
from distribution.views.preview import PreviewPage
from distribution.views.upload import UploadPage

distribution = [path("distribution/new/", NewDistributionPage.as_view(), name="new")]
urlpatterns = [
    path("dashboard/", Dashboard.as_view(), name="dashboard"),
    path("upload/", UploadPage.as_view(), name="upload"),
    path("upload/<uuid:token>/", PreviewPage.as_view(), name="preview"),
    path("", include((distribution, "distribution"))),
]
