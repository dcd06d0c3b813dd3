"""Rights change at once and stay as they are set; forms are guarded; health needs no login."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils.translation import gettext as _

from tests import make
from tests.pages.reading import content, every, one, root, words

pytestmark = pytest.mark.django_db


def test_a_revoked_permission_stays_revoked_after_migrating_again(client):
    Group.objects.get(name="Analyst").permissions.remove(make.permission("runs.upload_run"))

    call_command("migrate", verbosity=0)

    assert client.get("/upload/").status_code == 403
    assert not Group.objects.filter(name="Analyst", permissions__codename="upload_run").exists()


def test_a_demotion_works_from_the_next_request(client, analyst):
    assert client.get("/runs/").status_code == 200

    analyst.groups.clear()

    assert client.get("/runs/").status_code == 403


def test_who_is_deactivated_is_signed_out_at_the_next_request(client, analyst):
    analyst.is_active = False
    analyst.save()

    assert client.get("/runs/").url == "/login/?next=/runs/"


def test_who_is_deactivated_cannot_sign_in_again(analyst):
    analyst.is_active = False
    analyst.save()

    answer = Client().post("/login/", {"username": "ana", "password": make.PASSWORD})

    assert answer.status_code == 200
    assert len(list(every(root(answer), role="alert"))) == 1


def test_signing_in_leads_to_the_page_that_was_asked_for(analyst):
    given = {"username": "ana", "password": make.PASSWORD, "next": "/runs/"}

    assert Client().post("/login/", given).url == "/runs/"


@pytest.mark.parametrize("elsewhere", ["https://example.invalid/", "//example.invalid/x"])
def test_signing_in_never_leads_to_another_site(elsewhere, analyst):
    given = {"username": "ana", "password": make.PASSWORD, "next": elsewhere}

    assert Client().post("/login/", given).url == "/dashboard/"


@pytest.mark.parametrize("address", ["/admin/", "/admin/runs/run/", "/admin/auth/user/1/change/"])
def test_who_is_not_staff_ends_at_a_page_that_says_so(client, address):
    answer = client.get(address, follow=True)

    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 1
    assert words(one(content(answer), class_="fd-empty-title")) == _("You have no access here")


def test_a_page_that_is_not_for_me_says_so_within_the_frame(client, analyst):
    analyst.groups.clear()

    answer = client.get("/upload/")

    assert words(one(content(answer), class_="fd-empty-title")) == _("You have no access here")


@pytest.mark.parametrize(
    "address",
    [
        "/login/",
        "/logout/",
        "/upload/",
        "/stock/upload/",
        "/distribution/new/",
        "/i18n/setlang/",
        "/admin/password_change/",
        "/admin/catalog/product/add/",
        "/admin/catalog/product/import/",
    ],
)
def test_a_form_without_its_token_is_refused(address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.user(name="bea", group="Back office", staff=True))

    answer = client.post(address, {"username": "bea", "password": make.PASSWORD})

    assert answer.status_code == 403
    assert words(one(root(answer), "h1")) == _("The form had expired")
    assert client.get("/dashboard/").status_code == 200  # still signed in


def test_health_needs_no_login():
    answer = Client().get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


@pytest.fixture
def database_is_gone(transactional_db):
    """Nobody answers at the database's address any more."""
    settings = connection.settings_dict
    kept = settings["NAME"], settings["HOST"], settings["PORT"]
    connection.close()
    settings.update(NAME="/nowhere/at/all", HOST="127.0.0.1", PORT="1")
    yield
    connection.close()
    settings.update(zip(("NAME", "HOST", "PORT"), kept, strict=True))


@pytest.mark.parametrize("signed_in", [False, True])
def test_health_is_503_when_the_database_is_gone(signed_in, transactional_db, request):
    client = Client(raise_request_exception=False)
    if signed_in:
        client.force_login(make.user())
    request.getfixturevalue("database_is_gone")

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "reason": "database"}


def test_a_page_shows_no_traceback_when_the_database_is_gone(transactional_db, request):
    client = Client(raise_request_exception=False)
    client.force_login(make.user())
    request.getfixturevalue("database_is_gone")

    answer = client.get("/dashboard/")

    assert answer.status_code == 503
    assert words(one(root(answer), "h1")) == _("Something went wrong")
