"""Who may do what: every address, for every role. The table is tests/pages/permissions.txt."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import AbstractUser, Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import get_resolver
from django_tasks_db.models import DBTaskResult
from model_bakery import baker

from catalog.models import Product
from runs.models import Run
from runs.services import open_run, system_user
from runs.workflow import STEPS
from tests import make

pytestmark = pytest.mark.django_db

ROLES = {
    "anonymous": None,
    "admin": {"group": "Admin", "staff": True},
    "manager": {"group": "Manager", "staff": True},
    "analyst": {"group": "Analyst"},
    "back office": {"group": "Back office", "staff": True},
    "deactivated": {"group": "Admin", "staff": True},
    "no group": {},
    "staff analyst": {"group": "Analyst", "staff": True},
    "staff, no group": {"staff": True},
}
NOBODY_S = "6f1d3c52-8a0e-4d6f-9f5f-0b6f3b1f7a11"  # a file that nobody sent
SIGN_IN, GATE = "in", "gate"  # in the table: is sent to the sign-in page, to the one of admin


def patterns(urls=None, above: str = "") -> Iterator[str]:
    """Every address of the project, as its pattern."""
    for url in get_resolver().url_patterns if urls is None else urls:
        if hasattr(url, "url_patterns"):
            yield from patterns(url.url_patterns, f"{above}{url.pattern}")
        else:
            yield f"{above}{url.pattern}"


def table() -> dict[str, dict[str, list[str]]]:
    """{pattern: {"GET": status for each role, "POST": …}}"""
    text = Path(__file__).with_name("permissions.txt").read_text()
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found = {}
    for line in lines:
        pattern, get, post = (part.strip() for part in line.rsplit("|", 2))
        assert pattern not in found, f"{pattern} stands twice in the table"
        found[pattern] = {"GET": get.split(), "POST": post.split()}
        assert len(get.split()) == len(post.split()) == len(ROLES), pattern
    return found


@pytest.fixture
def examples(tmp_path) -> dict[str, str]:
    """What stands for the variable parts of an address: something that exists."""
    sales = make.sales_run([("TEE", "Tee", "Soho", 4, "2025-12-22")], tmp_path)
    run = make.distribution(sales)
    open_run(Run.Type.DISTRIBUTION, by=system_user(), sources=[sales], mode="sma1_no_min")
    product, store = make.product("CAP"), make.store("Eden")
    objects = {
        "auth/user": make.user(name="someone"),
        "auth/group": Group.objects.create(name="Some group"),
        "axes/accessattempt": baker.make(AccessAttempt),
        "axes/accesslog": baker.make(AccessLog),
        "axes/accessfailurelog": baker.make(AccessFailureLog),
        "django_tasks_database/dbtaskresult": DBTaskResult.objects.get(),
        "runs/run": run,
        "catalog/product": product,
        "catalog/store": store,
        "catalog/storealias": make.alias("Edén", store),
        "catalog/category": make.category(),
        "catalog/supplier": make.supplier(),
        "forecasting/uplift": make.uplift(product),
    }
    known = {"": "", "runs/<str:run>/": f"runs/{run.pk}/", "export/<slug:what>/": "export/sales/"}
    known["upload/<uuid:token>/"] = f"upload/{NOBODY_S}/"
    for rest in ("progress", "cancel", "retry", "verify", "activate", "steps"):
        known[f"runs/<str:run>/{rest}/"] = f"runs/{run.pk}/{rest}/"
    known["runs/<str:run>/step/<str:step>/"] = f"runs/{run.pk}/step/simulate/"
    known["admin/r/<path:content_type_id>/<path:object_id>/"] = (
        f"admin/r/{ContentType.objects.get_for_model(Product).pk}/{product.pk}/"
    )
    apps = "auth|axes|django_tasks_database|runs|catalog|forecasting"
    known[f"admin/^(?P<app_label>{apps})/$"] = "admin/catalog/"
    forecast = make.forecast(sales)
    tee = Product.objects.get(sku="TEE")
    known["forecast_v2/<str:run>/sku/<int:product>/"] = f"forecast_v2/{forecast.pk}/sku/{tee.pk}/"
    uplift = objects["forecasting/uplift"]
    known["forecast_v2/uplifts/<int:pk>/remove/"] = f"forecast_v2/uplifts/{uplift.pk}/remove/"
    known["admin/(?P<url>.*)$"] = "admin/nothing/like/this/"
    for place, thing in objects.items():
        for key in ("<path:object_id>", "<id>"):
            for rest in ("", "history/", "delete/", "change/", "password/"):
                known[f"admin/{place}/{key}/{rest}"] = f"admin/{place}/{thing.pk}/{rest}"
        if place == "runs/run":
            for step in STEPS:
                known[f"admin/{place}/<path:object_id>/step/{step}/"] = (
                    f"admin/{place}/{thing.pk}/step/{step}/"
                )
        if hasattr(thing, "history"):
            pattern = rf"admin/{place}/^([^/]+)/history/([^/]+)/$"
            known[pattern] = f"admin/{place}/{thing.pk}/history/{thing.history.get().history_id}/"
    return known


def user_in(role: str) -> AbstractUser | None:
    return None if ROLES[role] is None else make.user(name=f"the {role}", **ROLES[role])


def sign_in(client: Client, user: AbstractUser | None, role: str) -> None:
    """Sign in; who is deactivated was so while being signed in."""
    if user:
        client.force_login(user)
        type(user).objects.filter(pk=user.pk).update(is_active=role != "deactivated")


def shown(response) -> str:
    if response.status_code == 302 and response.url.startswith("/login/"):
        return SIGN_IN
    if response.status_code == 302 and response.url.startswith("/admin/login/"):
        return GATE
    return str(response.status_code)


def test_every_address_stands_in_the_table():
    assert set(patterns()) == set(table())


@pytest.mark.parametrize("role", ROLES)
def test_everyone_may_exactly_what_the_table_says(role, examples):
    client = Client()
    column, found, expected = list(ROLES).index(role), {}, {}
    user = user_in(role)
    sign_in(client, user, role)
    for pattern, row in table().items():
        for method, send in (("GET", client.get), ("POST", client.post)):
            expected[method, pattern] = row[method][column]
            found[method, pattern] = shown(send("/" + examples.get(pattern, pattern)))
            if "logout" in pattern:
                sign_in(client, user, role)

    assert found == expected
