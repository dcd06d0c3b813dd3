"""The screen is in Chilean Spanish, whole, and English is one click away."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import trans_real

from runs.models import Run
from tests import make
from tests.conftest import ROOT, skip_for_lack_of
from tests.pages.reading import content, every, figures, links, one, root, words
from tests.test_house import APPS, tracked

MONDAY = "2025-12-22"


@pytest.fixture(scope="module")
def messages():
    """scripts/messages.py, as a module."""
    spec = spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    if missing := [name for name in module.PROGRAMS if not shutil.which(name)]:
        skip_for_lack_of(f"install gettext: {', '.join(missing)} missing")
    return module


def test_the_catalogues_are_complete_and_current(messages, tmp_path):
    assert list(messages.differences(tmp_path)) == []


def test_a_text_without_spanish_and_a_stale_compilation_are_told(messages, tmp_path):
    catalogue = messages.OWN
    (tmp_path / catalogue).parent.mkdir(parents=True)
    shutil.copy(ROOT / catalogue, tmp_path / catalogue)

    append(tmp_path / catalogue, 'msgid "No one has said this"\nmsgstr "Nadie lo ha dicho"\n')
    (stale,) = messages.differences_of(catalogue, tmp_path)
    append(tmp_path / catalogue, 'msgid "Nor this"\nmsgstr ""\n')
    (lacking,) = messages.differences_of(catalogue, tmp_path)

    assert stale.startswith(f"{messages.compiled(catalogue)} is not current.")
    assert 'msgid "Nor this"' in lacking


def append(catalogue: Path, entry: str) -> None:
    with catalogue.open("a") as file:
        file.write(f"\n{entry}")


def test_texts_are_marked_by_names_that_makemessages_knows():
    alias = re.compile(r"gettext\w* as (?!_$)\w+", re.MULTILINE)
    sources = [p for p in tracked() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in APPS]

    assert [source.name for source in sources if alias.search(source.read_text())] == []


def test_no_library_speaks_over_our_own_texts(messages):
    """Where Django or a library has the same text, ours is what is shown."""
    spanish = trans_real.translation("es")._catalog
    ours = messages.texts(messages.compiled(ROOT / messages.OWN))

    assert {text: spanish.get(text) for text in ours if spanish.get(text) != ours[text]} == {}


def test_every_text_of_the_libraries_has_spanish(messages, tmp_path):
    """Those that come without it stand in locale/libraries."""
    spanish = trans_real.translation("es")._catalog

    asked = texts_of_libraries(messages, tmp_path)

    assert len(asked) > 250
    assert sorted(str(text) for text in asked if spanish.get(text) is None) == []


def texts_of_libraries(messages, folder: Path) -> dict:
    """What the installed libraries ask to have translated."""
    for app in apps.get_app_configs():
        library = app.name.partition(".")[0]
        home = Path(sys.modules[library].__file__).parent
        if library in (*APPS, "django") or (folder / library).exists():
            continue
        for source in (*home.rglob("*.py"), *home.rglob("*.html")):
            copy = folder / library / source.relative_to(home)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
    (folder / "locale").mkdir()
    collect = [sys.executable, "-m", "django", "makemessages", "--locale=es", "--verbosity=0"]
    plain = {key: os.environ[key] for key in os.environ if key != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(collect, cwd=folder, env=plain, check=True)
    found = folder / "locale" / "es" / "LC_MESSAGES" / "django.po"
    subprocess.run(["msgattrib", "--no-fuzzy", "--no-obsolete", "-o", found, found], check=True)
    subprocess.run(["msgen", "-o", found, found], check=True)
    messages.compile_(found, found.with_suffix(".mo"))
    return messages.texts(found.with_suffix(".mo"))


@pytest.fixture
def admin(client, db):
    """A browser signed in as someone who may see everything."""
    client.force_login(make.superuser())
    return client


@pytest.fixture
def distribution(admin, tmp_path: Path) -> Run:
    make.cd_stock({"TEE": 4}, tmp_path)
    make.store_stock({"TEE": {"Soho": 1}}, tmp_path)
    sales = make.sales_run([("TEE", "Tee", "Soho", 4, MONDAY)], tmp_path, folio="F-1")
    return make.distribution(sales)


ADDRESSES = (
    "/dashboard/",
    "/runs/",
    "/runs/queue/",
    "/runs/compare/",
    "/upload/",
    "/stock/upload/",
    "/stock/",
    "/distribution/new/",
    "/nothing/here/",
    "/admin/",
    "/admin/catalog/product/",
    "/admin/catalog/store/add/",
    "/admin/catalog/storealias/import/",
    "/admin/auth/user/",
    "/admin/runs/run/",
    "/admin/password_change/",
)


@pytest.fixture(scope="module")
def english(messages) -> set[str]:
    """Our texts of several words that are said in another way in Spanish."""
    ours = messages.texts(messages.compiled(ROOT / messages.OWN))
    return {text for text in ours if isinstance(text, str) and " " in text and ours[text] != text}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_in_spanish_whatever_the_browser_would_like(address, admin, english):
    answer = admin.get(address, headers={"accept-language": "en"})

    page = root(answer)
    assert dict(page.attributes)["lang"] == "es"
    assert answer.headers["Content-Language"] == "es"
    assert [text for text in english if text in words(page)] == []


@pytest.mark.parametrize(
    "part",
    ["", "?tab=remainder", "?tab=top", "?tab=exclusions", "?tab=history", "step/approve/"],
)
def test_the_pages_of_a_run_are_in_spanish(part, admin, distribution, english):
    page = root(admin.get(f"{distribution.get_absolute_url()}{part}"))

    assert [text for text in english if text in words(page)] == []


def test_sign_in_is_in_spanish(client, db):
    answer = client.get("/login/")

    labels = [words(label) for label in every(root(answer), "label")]
    assert labels == ["Nombre de usuario", "Contraseña"]
    assert "Iniciar sesión" in [words(button) for button in every(root(answer), "button")]


def test_without_a_run_the_dashboard_says_so(admin):
    answer = admin.get("/dashboard/")

    assert words(one(content(answer), class_="fd-empty-title")) == "Sin predicciones"


def test_the_dashboard_uses_the_words_of_the_business(admin, distribution):
    answer = admin.get("/dashboard/")

    page = content(answer)
    assert [words(badge) for badge in every(page, class_="fd-badge")][:2] == [
        "Borrador",
        "Completada",
    ]
    assert list(figures(answer)) == [
        "Unidades sugeridas",
        "SKUs",
        "Tiendas",
        "Stock CD disponible",
    ]
    titles = [words(title) for title in every(page, "h2")]
    assert titles[-3:] == ["Distribución sugerida", "Remanente CD", "Top ventas"]
    assert words(next(every(page, "summary"))) == "Ver las cifras"
    assert words(one(one(page, class_="fd-why"), "summary")) == "¿Por qué?"


def test_the_sidebar_leads_to_operations(admin):
    page = root(admin.get("/runs/"))

    found = links(page)
    assert found["list_alt Runs Center"] == "/runs/"
    assert "Operaciones" in [words(title) for title in every(page, "h2")]


def test_the_runs_center_names_types_and_outcomes(admin, distribution):
    page = content(admin.get("/runs/"))

    cells = [words(cell) for cell in every(page, "td")]
    assert {"Distribución", "Carga de ventas", "Carga de stock", "Completada"} <= set(cells)


def test_a_refusal_says_in_spanish_what_did_not_happen(admin):
    answer = admin.get("/export/predictions/")

    text = words(content(answer))
    assert "No se exportó nada: aún no hay ninguna corrida" in text


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        (Run.Status.DRAFT, "Borrador"),
        (Run.Status.SIMULATED, "Simulada"),
        (Run.Status.APPROVED, "Aprobada"),
        (Run.Status.EXECUTED, "Ejecutada"),
        (Run.Status.ARCHIVED, "Archivada"),
        (Run.Outcome.QUEUED, "En cola"),
        (Run.Outcome.RUNNING, "En proceso"),
        (Run.Outcome.COMPLETED, "Completada"),
        (Run.Outcome.FAILED, "Fallida"),
    ],
)
def test_states_agree_with_corrida(label, shown):
    with translation.override("es"):
        assert label.label == shown


def test_permissions_are_named_in_spanish_where_they_are_given(admin):
    page = root(admin.get("/admin/auth/group/add/"))

    names = [words(option) for option in every(one(page, "select", id="id_permissions"), "option")]
    assert "Corridas | corrida | Puede activar corridas" in names
    assert "Catálogo | tienda | Puede modificar" in names
    assert [name for name in names if "Can " in name] == []


def test_english_is_one_click_away(admin):
    admin.post("/i18n/setlang/", {"language": "en", "next": "/dashboard/"})

    answer = admin.get("/dashboard/")

    assert dict(root(answer).attributes)["lang"] == "en"
    assert words(one(content(answer), class_="fd-empty-title")) == "No predictions"
