"""Every address: the apps' own come from their urls modules, with their full paths."""

from django.contrib import admin
from django.urls import include, path

from fastdso import views

admin.autodiscover()

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.not_found
handler500 = views.server_error

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", views.favicon),
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("i18n/setlang/", views.change_language, name="set_language"),
    # These stand before admin's own of the same name, which serve staff only.
    path("admin/login/", views.admin_sign_in),
    path("admin/logout/", views.SignOut.as_view()),
    path("admin/password_change/", views.change_password),
    path("admin/password_change/done/", views.password_changed),
    path("admin/", admin.site.urls),
    path("", include("runs.urls")),
    path("", include("stock.urls")),
    path("", include("distribution.urls")),
    path("", include("forecasting.urls")),
]
