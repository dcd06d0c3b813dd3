"""Rejected cells of a stock upload are corrected from its page."""

import pytest
from django.utils.translation import gettext as _

from runs.models import Run
from runs.services import advance, system_user
from stock.models import StockLevel
from tests import do, make
from tests.pages.reading import alerts, content, figures, links
from tests.pages.test_preview import look, press
from tests.pages.test_upload import run_at, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    return do.count_cd({"TEE": 4, "CAP": "x"}, tmp_path, mode="add")


@pytest.fixture
def corrected(tmp_path) -> bytes:
    return make.cd_file([("CAP", "Cap", 5)], tmp_path / "corrected.xlsx").read_bytes()


def levels() -> dict[str, int]:
    return dict(StockLevel.objects.values_list("product__sku", "units"))


def test_the_page_of_a_run_with_rejected_rows_leads_to_their_correction(client, run):
    address = links(content(client.get(f"/runs/{run.pk}/")))[_("Upload corrected rows")]

    page = client.get(address)

    assert address == f"/stock/upload/?continues={run.pk}"
    assert f"/runs/{run.pk}/" in links(content(page)).values()
    form = page.context["form"]
    assert [form[name].value() for name in ("continues", "place", "mode")] == [
        str(run.pk),
        "cd",
        "add",
    ]


def test_other_runs_offer_no_correction(client, tmp_path):
    good = do.count_cd({"TEE": 4}, tmp_path)

    assert _("Upload corrected rows") not in links(content(client.get(f"/runs/{good.pk}/")))
    assert client.get("/stock/upload/?continues=abcdef01").status_code == 404
    assert "continues" not in client.get("/stock/upload/").context["form"].fields


def test_corrected_cells_are_loaded_at_once(client, run, corrected, run_worker):
    answer = send(client, "/stock/upload/", corrected, continues=run.pk)
    done = run_at(answer)
    run_worker()
    done.refresh_from_db()

    assert (done.outcome, done.parameters["mode"]) == ("completed", "add")
    assert levels() == {"TEE": 4, "CAP": 5}


def test_corrected_cells_are_looked_at_and_loaded(client, run, corrected, run_worker):
    address = look(client, corrected, "/stock/upload/", continues=run.pk)

    done = run_at(press(client, address, "load"))
    run_worker()
    done.refresh_from_db()

    assert (done.outcome, list(done.sources.all())) == ("completed", [run])
    assert levels() == {"TEE": 4, "CAP": 5}


@pytest.fixture
def of_another(tmp_path) -> bytes:
    return make.cd_file([("TEE", "Tee", 9)], tmp_path / "other.xlsx").read_bytes()


def test_what_the_run_did_not_reject_is_refused_at_once(client, run, of_another):
    answer = send(client, "/stock/upload/", of_another, continues=run.pk)

    assert (answer.status_code, Run.objects.count()) == (400, 1)
    assert "TEE (CD)" in alerts(answer)[0]


def test_the_preview_tells_what_would_be_corrected(client, run, corrected):
    page = client.get(look(client, corrected, "/stock/upload/", continues=run.pk))

    assert figures(page)[_("Quantities it corrects")] == "1"
    assert f"/runs/{run.pk}/" in links(content(page)).values()
    assert page.context["form"].fields["mode"].disabled
    assert _("As in the last upload") not in figures(page)


def test_the_preview_tells_that_nothing_would_be_corrected(client, run, of_another):
    address = look(client, of_another, "/stock/upload/", continues=run.pk)
    shown, pressed = client.get(address), press(client, address, "load")

    assert alerts(shown) == alerts(pressed)
    assert "TEE (CD)" in alerts(shown)[0]
    assert (pressed.status_code, Run.objects.count()) == (400, 1)


def test_a_run_that_was_archived_meanwhile_is_told_on_the_preview(client, run, corrected):
    address = look(client, corrected, "/stock/upload/", continues=run.pk)
    advance(run, "archive", by=system_user())

    answer = press(client, address, "load")

    assert (answer.status_code, Run.objects.count()) == (409, 1)
    assert run.short_id in alerts(answer)[0]
