"""Who may call what: every command, for every group and for those who are none of them."""

from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from fastdso.settings import INSTALLED_APPS
from runs.management.base import RunCommand
from runs.models import Run
from runs.workflow import STEPS
from tests import make

pytestmark = pytest.mark.django_db

STATUS = {"reopen": "SIMULATED", "revoke": "APPROVED", "execute": "APPROVED", "undo": "EXECUTED"}
WHO = ("sistema", "Admin", "Manager", "Analyst", "Back office", "no group", "left", "unknown")
ALL_FOUR = "yes yes yes yes yes no  no no"
# Called by: nobody in particular, the four groups, without a group, deactivated, not a user.
TABLE = {
    "load_sales": ALL_FOUR,
    "load_stock": ALL_FOUR,
    "load_products": "yes yes yes no  yes no  no no",
    "load_aliases": "yes yes yes no  yes no  no no",
    "distribute": ALL_FOUR,
    "forecast": ALL_FOUR,
    "budget": ALL_FOUR,
    "compare_runs": ALL_FOUR,
    "export_run": ALL_FOUR,
    "verify_run": ALL_FOUR,
    "cancel_run": ALL_FOUR,
    "retry_run": ALL_FOUR,
    "check_stock": ALL_FOUR,
    "import_legacy": ALL_FOUR,
    **{f"run_step {step}": "yes yes yes no  no  no  no no" for step in STEPS},
    "run_step submit": "yes yes yes yes no  no  no no",
    "run_step withdraw": "yes yes yes yes no  no  no no",
}


def ours() -> set[str]:
    """The commands of our apps that act for a user."""
    found = {name for name, app in get_commands().items() if app in INSTALLED_APPS}
    apps = get_commands()
    return {
        name
        for name in found
        if not apps[name].startswith(("django", "unfold", "axes", "import_export", "simple"))
        and isinstance(load_command_class(apps[name], name), RunCommand)
    }


@pytest.fixture
def arguments(tmp_path: Path) -> dict[str, tuple]:
    """What each command needs to do something."""
    make.cd_stock({"TEE": 9}, tmp_path)
    sales = make.sales_run([("TEE", "Tee", "Soho", 4, "2025-12-22")], tmp_path)
    run = make.distribution(sales)
    files = {
        "sales": make.sales_file([("CAP", "Cap", "Soho", 1, "2025-12-22")], tmp_path / "s.xlsx"),
        "cd": make.cd_file([("TEE", "Tee", 7)], tmp_path / "c.xlsx"),
        "products": make.sheet([("sku", "name"), ("NEW", "New")], tmp_path / "p.xlsx"),
        "aliases": make.sheet([("alias", "store"), ("B_soho", "Soho")], tmp_path / "a.xlsx"),
    }
    steps = {}
    for step, rule in STEPS.items():
        moved = make.run(Run.Type.FORECAST_V2, status=STATUS.get(step, "DRAFT"))
        if rule.pending:
            Run.objects.filter(pk=moved.pk).update(
                submitted_at="2026-01-05T12:00Z", submitted_by=moved.created_by, urgency="low"
            )
        steps[f"run_step {step}"] = (moved.pk, step, "--note", "because")
    return steps | {
        "load_sales": (files["sales"],),
        "load_stock": (files["cd"], "--place", "cd", "--again"),
        "load_products": (files["products"],),
        "load_aliases": (files["aliases"],),
        "distribute": ("--sales-run", sales.pk, "--mode", "sma1_no_min"),
        "forecast": ("--sales-run", sales.pk, "--reference-day", "2025-12-29"),
        "budget": (make.forecast(sales).pk, "10000"),
        "compare_runs": (run.pk, run.pk),
        "export_run": (run.pk, "--what", "predictions", "--to", tmp_path),
        "verify_run": (run.pk,),
        "cancel_run": (make.run(outcome="queued").pk,),
        "retry_run": (make.run(outcome="failed").pk, "--queue"),
        "check_stock": (),
        "import_legacy": (tmp_path / "nothing.db",),
    }


def test_every_command_that_acts_for_a_user_stands_in_the_table():
    assert ours() == {name.split()[0] for name in TABLE}


@pytest.mark.parametrize("who", WHO)
def test_everyone_may_exactly_what_the_table_says(who, command, arguments):
    if who == "left":
        make.user(name=who, group="Admin", is_active=False)
    elif who not in ("sistema", "unknown"):
        make.user(name=who, group=None if who == "no group" else who)
    by = () if who == "sistema" else ("--by", who)
    column = WHO.index(who)

    found = {name: allowed(command(name.split()[0], *arguments[name], *by)) for name in TABLE}

    assert found == {name: row.split()[column] == "yes" for name, row in TABLE.items()}


def allowed(done) -> bool:
    """Whether the user was not refused for lack of a permission, or of being one."""
    refusals = ("lacks the permission", "there is no active user")
    return done.status == 0 or not any(text in done.complaint for text in refusals)
