"""A sales file uploaded and distributed in one step: the distribution waits for the upload."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from catalog.models import Product
from distribution.models import Prediction
from distribution.services import upload_and_generate
from intake.models import SourceFile
from intake.services import CREATE, FAIL, kept_path, staged
from runs.errors import NotAllowed, Refused
from runs.models import Run
from runs.services import system_user
from sales.models import SalesRecord
from tests import do, make

pytestmark = pytest.mark.django_db

ROWS = [("TEE", "Shirt", "Norte", 4, date(2025, 12, 1)), ("TEE", "Shirt", "Sur", 2, "2025-12-02")]


def start(path, *, by=None, unknown_stores: str = CREATE, **how) -> Run:
    with path.open("rb") as source, staged(source, path.name) as file:
        return upload_and_generate(
            file, by=by or system_user(), unknown_stores=unknown_stores, **how
        )


def kept_files(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_distribution_waits_for_its_upload_and_follows_it(tmp_path, run_worker):
    run = start(make.sales_file(ROWS, tmp_path / "s.xlsx"), mode="sma1_no_min")
    upload = run.sources.get(run_type="sales_upload")
    assert (upload.outcome, run.outcome) == (Run.Outcome.QUEUED, Run.Outcome.QUEUED)
    assert DBTaskResult.objects.count() == 1

    run_worker()

    run.refresh_from_db()
    upload.refresh_from_db()
    assert (upload.outcome, run.outcome) == (Run.Outcome.COMPLETED, Run.Outcome.COMPLETED)
    assert upload.finished_at <= run.started_at
    assert SalesRecord.objects.of(upload).count() == 2
    assert sorted(Prediction.objects.of(run).values_list("store__name", "suggested")) == [
        ("Norte", 4),
        ("Sur", 2),
    ]


def test_both_are_described_alike(tmp_path):
    run = start(
        make.sales_file(ROWS, tmp_path / "s.xlsx"), about={"folio": "F-7", "responsable": "Ana"}
    )

    assert [
        (each.folio, each.responsable) for each in (run, run.sources.get(run_type="sales_upload"))
    ] == [
        ("F-7", "Ana"),
        ("F-7", "Ana"),
    ]


def test_the_distribution_fails_with_a_plain_sentence_when_its_upload_does(tmp_path, run_worker):
    run = start(make.sales_file(ROWS, tmp_path / "s.xlsx"))
    upload = run.sources.get(run_type="sales_upload")
    kept_path(upload.file_sha256).write_bytes(b"%PDF-1.7 something else by now")

    with translation.override("en"):
        run_worker()

    run.refresh_from_db()
    upload.refresh_from_db()
    assert (upload.outcome, run.outcome) == (Run.Outcome.FAILED, Run.Outcome.FAILED)
    said = f"Nothing was generated: its source {upload.short_id} failed."
    assert run.error == f"{said} {upload.error}"
    assert [event.action for event in run.events.all()] == ["created", "failed"]
    assert Product.objects.count() == Prediction.objects.of(run).count() == 0


@pytest.mark.parametrize(
    "how",
    [
        {"mode": "sma9"},
        {"about": {"folio": "x" * 65}},
        {"unknown_stores": FAIL},
    ],
)
def test_a_refused_distribution_leaves_nothing_of_its_upload(how, tmp_path, files_folder):
    path = make.sales_file(ROWS, tmp_path / "s.xlsx")

    with pytest.raises(Refused):
        start(path, **how)

    assert Run.objects.count() == SourceFile.objects.count() == DBTaskResult.objects.count() == 0
    assert kept_files(files_folder) == []


def test_a_filter_may_name_a_store_that_the_upload_creates(tmp_path, run_worker):
    path = make.sales_file(ROWS, tmp_path / "s.xlsx")
    store = ROWS[0][2]

    run = start(path, about={"store_filter": store})
    run_worker()

    run.refresh_from_db()
    assert run.outcome == Run.Outcome.COMPLETED
    assert run.parameters["stores_asked"] == [store]


def test_a_filter_that_names_no_store_fails_the_distribution_but_not_its_upload(
    tmp_path, run_worker
):
    run = start(make.sales_file(ROWS, tmp_path / "s.xlsx"), about={"store_filter": "Nowhere"})

    run_worker()

    run.refresh_from_db()
    assert (run.outcome, run.sources.get(run_type="sales_upload").outcome) == (
        Run.Outcome.FAILED,
        Run.Outcome.COMPLETED,
    )
    assert "Nowhere" in run.error


@pytest.mark.parametrize("permission", ["runs.upload_run", "runs.generate_run"])
def test_both_permissions_are_needed(permission, tmp_path, files_folder):
    path, by = make.sales_file(ROWS, tmp_path / "s.xlsx"), make.user(permission)

    do.refused(NotAllowed, start, path, by=by)

    assert Run.objects.count() == 0
    assert kept_files(files_folder) == []


def test_within_a_larger_transaction_that_fails_nothing_is_queued(tmp_path):
    path = make.sales_file(ROWS, tmp_path / "s.xlsx")

    with transaction.atomic():
        start(path)
        transaction.set_rollback(True)

    assert Run.objects.count() == DBTaskResult.objects.count() == 0
