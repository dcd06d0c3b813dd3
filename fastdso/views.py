"""Sign-in and sign-out, health, and the pages shown when something goes wrong."""

import sys
from http import HTTPStatus
from typing import Any

from axes.helpers import get_cool_off
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.i18n import set_language

from fastdso.forms import SignInForm
from runs.views import shell_context

change_language = login_not_required(set_language)


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return redirect("dashboard")


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask without being told where it is."""
    return redirect(static("favicon.svg"), permanent=True)


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {**admin.site.each_context(self.request), "site_url": ""}
        return super().get_context_data(**context, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    pass


@login_not_required
@never_cache
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Admin sends here who may not enter: there is one sign-in page, and no way in for others."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        wanted = reverse("admin:index")
    if admin.site.has_permission(request):
        return redirect(wanted)
    if request.user.is_authenticated:
        raise PermissionDenied(
            _("Your user has no access to administration. Ask an administrator if you need it.")
        )
    return redirect_to_login(wanted, resolve_url("login"))


def change_password(request: HttpRequest) -> HttpResponse:
    """Admin's page, for everyone signed in."""
    return admin.site.password_change(request, shell_context(request))


def password_changed(request: HttpRequest) -> HttpResponse:
    return admin.site.password_change_done(request, shell_context(request))


def locked_out(request: HttpRequest, *_args: Any) -> HttpResponse:
    cool_off = get_cool_off(request)
    minutes = max(1, round(cool_off.total_seconds() / 60)) if cool_off else 1
    return render(
        request, "locked_out.html", {"minutes": minutes}, status=HTTPStatus.TOO_MANY_REQUESTS
    )


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except Error:
        return _unavailable()
    return JsonResponse({"status": "ok"})


def _unavailable() -> JsonResponse:
    body = {"status": "unavailable", "reason": "database"}
    return JsonResponse(body, status=HTTPStatus.SERVICE_UNAVAILABLE)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("The request could not be understood. Go back, reload the page and try again.")
    return _problem(request, HTTPStatus.BAD_REQUEST, _("The request is not valid"), text)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = str(exception) or _(
        "Your user lacks the permission for this page. Ask an administrator if you need it."
    )
    return _problem(request, HTTPStatus.FORBIDDEN, _("You have no access here"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("The address may be mistyped, or what it showed no longer exists.")
    return _problem(request, HTTPStatus.NOT_FOUND, _("There is nothing at this address"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path == reverse("healthz"):  # a session was to be read before the view
        return _unavailable()
    is_database_gone = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = (
        HTTPStatus.SERVICE_UNAVAILABLE if is_database_gone else HTTPStatus.INTERNAL_SERVER_ERROR
    )
    return HttpResponse(render_to_string("500.html"), status=status)


def _problem(request: HttpRequest, status: HTTPStatus, heading: str, text: str) -> HttpResponse:
    context = {"heading": heading, "text": text, "title": heading}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_active:
        return render(request, "bare.html", context, status=status)
    return render(request, "problem.html", {**shell_context(request), **context}, status=status)
