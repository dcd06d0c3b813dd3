"""Only the workflow changes a run's status or makes it active: every other way in is tried here.

What the workflow does is in the runs' histories. So whatever is tried, status and active run must
be exactly what the histories say.
"""

import ast
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client, RequestFactory

from runs.models import Run, RunEvent
from runs.workflow import STEPS
from tests import make
from tests.conftest import ROOT
from tests.pages.conftest import WEEK
from tests.pages.reading import every, root, words
from tests.pages.test_permissions import examples, table  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

FORGED = {
    "status": "EXECUTED",
    "is_active": "on",
    "outcome": "completed",
    "submitted_at": "2026-01-01",
    "run-status": "EXECUTED",
    "form-TOTAL_FORMS": "1",
    "form-INITIAL_FORMS": "1",
    "form-0-status": "EXECUTED",
    "form-0-is_active": "on",
    "_save": "1",
}
SUBMITS = ("submit", "withdraw")


def standing() -> dict[str, tuple[str, bool]]:
    """Status and activity of every run, as they stand."""
    return {str(r.pk): (r.status, r.is_active) for r in Run.objects.all()}


def told() -> dict[str, tuple[str, bool]]:
    """The same, as the histories tell it, from the first event of any run to the last."""
    status: dict[str, str] = {}
    active: dict[str, str] = {}
    types = {str(run.pk): run.run_type for run in Run.objects.all()}
    for event in RunEvent.objects.order_by("pk"):
        run = str(event.run_id)
        if event.action == RunEvent.Action.CREATED:
            status[run] = event.to_status
        elif event.action == "activate":
            active[types[run]] = run
        elif event.action in STEPS and event.action not in SUBMITS:
            assert event.from_status == status[run]
            status[run] = event.to_status
            if event.to_status == "ARCHIVED" and active.get(types[run]) == run:
                del active[types[run]]
    return {run: (status[run], active.get(types[run]) == run) for run in types}


@pytest.fixture
def boss() -> Client:
    client = Client()
    client.force_login(make.superuser())
    return client


def is_a_step(pattern: str) -> bool:
    return "/step/" in pattern or pattern.endswith("/activate/")


def test_looking_at_every_address_there_is_changes_nothing(boss, examples):  # noqa: F811
    before = standing()
    tricks = {
        "action": "approve",
        "_selected_action": str(Run.objects.first().pk),
        "note": "x",
        **FORGED,
    }

    for pattern in table():
        for send in (boss.get, boss.head):
            send("/" + examples.get(pattern, pattern))
            if "logout" not in pattern:
                send("/" + examples.get(pattern, pattern), tricks)

    assert standing() == before


def test_forged_fields_sent_to_every_address_but_those_of_steps_change_nothing(
    boss,
    examples,  # noqa: F811
):
    before = standing()

    for pattern in table():
        if not is_a_step(pattern) and "logout" not in pattern:
            for data in (FORGED, {**FORGED, "action": "", "_selected_action": list(before)}):
                boss.post("/" + examples.get(pattern, pattern), data)

    after = standing()
    assert {run: after[run] for run in before} == before


def test_no_form_there_is_takes_the_two_fields_with_what_it_shows(boss, examples):  # noqa: F811
    """Every form as its page fills it in, sent with another status and as active."""
    before = standing()

    sent = []
    for pattern in table():
        address = "/" + examples.get(pattern, pattern)
        page = boss.get(address)
        if is_a_step(pattern) or page.status_code != 200 or page.streaming:
            continue
        if "html" in page.headers["Content-Type"]:
            for shown in filled_in_forms(page, address):
                sent.append(pattern)
                boss.post(address, {**shown, "status": "EXECUTED", "is_active": "on"})

    assert "admin/catalog/product/<path:object_id>/change/" in sent
    after = standing()
    assert {run: after[run] for run in before} == before


def filled_in_forms(page, address: str) -> Iterator[dict[str, str]]:
    """What a browser would send of each form of a page that is sent to the page itself."""
    for form in every(root(page), "form"):
        given = dict(form.attributes)
        if given.get("method", "").lower() != "post" or given.get("action", "") not in (
            "",
            address,
        ):
            continue
        shown = {}
        for field in every(form):
            a = dict(field.attributes)
            if not a.get("name") or (a.get("type") in ("checkbox", "radio") and "checked" not in a):
                continue
            if field.name == "input" and a.get("type") not in ("file", "submit"):
                shown[a["name"]] = a.get("value") or ""
            elif field.name == "textarea":
                shown[a["name"]] = words(field)
            elif field.name == "select":
                chosen = [dict(o.attributes) for o in every(field, "option")]
                chosen = [o for o in chosen if "selected" in o]
                shown[a["name"]] = chosen[0].get("value") or "" if chosen else ""
        yield shown


def test_other_methods_change_nothing(boss, examples):  # noqa: F811
    before = standing()

    for pattern in table():
        for send in (boss.put, boss.patch, boss.delete):
            send("/" + examples.get(pattern, pattern), FORGED, content_type="application/json")

    assert standing() == before


def test_whatever_the_steps_themselves_are_sent_the_history_tells_it(boss, examples):  # noqa: F811
    taken = {"note": "because", "_form_submitted": "True"}

    for pattern in table():
        if is_a_step(pattern):
            boss.post("/" + examples.get(pattern, pattern), {**FORGED, **taken})

    assert standing() == told()
    assert RunEvent.objects.filter(action__in=STEPS).exists()


def test_runs_that_forms_make_are_born_drafts_whatever_is_sent_along(boss, tmp_path, run_worker):
    sales = make.sales_file([("TEE", "Tee", "Soho", 4, WEEK)], tmp_path / "sales.xlsx")
    cd = make.cd_file([("TEE", "Tee", 4)], tmp_path / "cd.xlsx")
    create = {"unknown_stores": "create", "generate": "on", "mode": "sma1_no_min"}
    with sales.open("rb") as file, cd.open("rb") as stock:
        boss.post("/upload/", {**create, **FORGED, "file": file})
        boss.post("/stock/upload/", {**FORGED, "file": stock, "place": "cd", "mode": "replace"})
    with make.cd_file([("TEE", "Tee", 5)], tmp_path / "cd2.xlsx").open("rb") as stock:
        shown = boss.post(
            "/stock/upload/", {**FORGED, "file": stock, "place": "cd", "preview": "1"}
        )
    assert boss.post(shown.url, {**FORGED, "kind": "cd", "do": "load"}).status_code == 302
    run_worker()
    loaded = Run.objects.get(run_type=Run.Type.SALES_UPLOAD)
    boss.post("/distribution/new/", {**FORGED, "sales_run": loaded.pk, "mode": "sma1_no_min"})

    assert set(standing().values()) == {("DRAFT", False)}
    assert len(standing()) == 5
    assert standing() == told()


def test_the_admin_form_of_a_run_has_no_field_to_save(boss):
    request = RequestFactory().get("/")
    request.user = make.superuser("another")
    admin.autodiscover()
    model_admin = admin.site.get_model_admin(Run)

    assert model_admin.get_form(request, make.run(), change=True).base_fields == {}
    assert not model_admin.list_editable


@pytest.mark.parametrize("rest", ["import/", "process_import/", "export/"])
def test_runs_are_neither_imported_nor_exported_in_admin(boss, rest):
    make.run()

    answers = [boss.get(f"/admin/runs/run/{rest}"), boss.post(f"/admin/runs/run/{rest}", FORGED)]

    # Taken for the id of a run, which there is not.
    assert {answer.status_code for answer in answers} == {302}
    assert set(standing().values()) == {("DRAFT", False)}


def test_no_command_but_run_step_moves_a_run(examples, tmp_path):  # noqa: F811
    before = standing()
    runs = {run.run_type: run for run in Run.objects.completed()}
    made, sales = runs[Run.Type.DISTRIBUTION], runs[Run.Type.SALES_UPLOAD]

    call_command("verify_run", str(made.pk))
    call_command("compare_runs", str(made.pk), str(made.pk))
    call_command("export_run", str(made.pk), what="predictions", to=str(tmp_path))
    call_command("check_stock")
    call_command("distribute", sales_run=str(sales.pk), mode="sma1_no_min")
    call_command("migrate", verbosity=0)

    after = standing()
    assert {run: after.pop(run) for run in before} == before
    assert list(after.values()) == [("DRAFT", False)]


FIELDS = {"status", "is_active"}
WRITE = {"Run", "update", "create", "get_or_create", "update_or_create", "aupdate", "acreate"}
BY_NAME = {"setattr", "save", "bulk_update", "abulk_update", "upsert_columns"}


def writes(tree: ast.AST) -> Iterator[str]:
    """What in a module may write one of the two fields of something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            named = node.attr if isinstance(node, ast.Attribute) else value_of(node.slice)
            if named in FIELDS:
                yield f"{named} ="
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = {keyword.arg for keyword in node.keywords} & FIELDS
            if called in WRITE and given:
                yield f"{called}({', '.join(sorted(given))})"
            if called in BY_NAME and any(value_of(part) in FIELDS for part in ast.walk(node)):
                yield called
            if called == "save" and "run" in ast.unparse(node.func).lower():
                yield ast.unparse(node.func)
        elif "runs_run" in str(value_of(node)).split():
            yield "SQL"


def value_of(node: ast.AST) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def test_no_other_module_writes_the_two_fields():
    """Every line of the product that could is listed here."""
    found = [
        (str(path.relative_to(ROOT)), write)
        for path in sorted(ROOT.glob("*/**/*.py"))
        if path.parts[len(ROOT.parts)] not in ("tests", "benchmarks", "scripts", ".venv")
        and "migrations" not in path.parts
        for write in writes(ast.parse(path.read_text()))
    ]

    assert sorted(found) == [
        ("catalog/services/deciding.py", "is_active ="),  # of a store
        ("distribution/services/legacy.py", "create(status)"),  # it comes in archived
        *3 * [("runs/guard.py", "SQL")],  # triggers that refuse; they write nothing
        ("runs/services/opening.py", "Run(status)"),  # it is born
        ("runs/services/opening.py", "run.save"),
        ("runs/services/steps.py", "is_active ="),
        ("runs/services/steps.py", "status ="),
        ("runs/services/steps.py", "update(is_active)"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "run.status = 'EXECUTED'",
        "changes['is_active'] = True",
        "Run.objects.filter(pk=1).update(status='DRAFT')",
        "Run(is_active=True)",
        "setattr(run, 'status', 'EXECUTED')",
        "Run.objects.bulk_update(runs, ['status'])",
        "run.save()",
        "self.run.save(update_fields=['notes'])",
        "cursor.execute('UPDATE runs_run SET notes = 1')",
    ],
)
def test_each_way_of_writing_them_would_be_found(line):
    assert len(list(writes(ast.parse(line)))) == 1
