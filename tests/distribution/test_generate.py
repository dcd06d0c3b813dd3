"""Asking for a distribution, and where every pair of its source ends."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from distribution.models import CdRemainder, Exclusion, Prediction, Reason
from distribution.services import generate_distribution
from distribution.services.generating import next_monday
from runs.errors import Conflict, NotAllowed, Refused
from runs.models import Run, RunEvent
from runs.services import process, system_user
from sales.models import SalesRecord
from tests import do, make

pytestmark = pytest.mark.django_db

MONDAY = date(2025, 12, 1)


def weekly(sku: str, store: str, *units: int) -> list[do.Sale]:
    return [
        (sku, store, MONDAY + timedelta(days=7 * week), number) for week, number in enumerate(units)
    ]


def lines(run: Run) -> dict[tuple[str, str], int]:
    rows = Prediction.objects.of(run).values_list("product__sku", "store__name", "suggested")
    return {(sku, store): units for sku, store, units in rows}


def counted() -> tuple[int, ...]:
    return Run.objects.count(), RunEvent.objects.count()


@pytest.fixture
def every_bucket(tmp_path) -> Run:
    """A sales run, with stock, that fills each bucket."""
    do.count_cd({"TEE": 5, "CAP": 0, "MUG": 40}, tmp_path)
    do.count_stores({"TEE": {"Este": 9}, "MUG": {"Sur": 2}}, tmp_path)
    rows = [
        *weekly("TEE", "Norte", 4, 4, 4),
        *weekly("TEE", "Sur", 3, 3, 3),
        *weekly("TEE", "Oeste", 2, 2, 2),
        *weekly("TEE", "Este", 6, 6, 6),
        *weekly("TEE", "Centro", 1, -1, 0),
        *weekly("TEE", "WEB", 6, 6),
        *weekly("CAP", "Norte", 2, 2, 2),
        *weekly("MUG", "Sur", 5, 5, 5, 5),
        *weekly("MUG", "Norte", -3, -3, -3),
        *weekly("PIN", "Norte", 2, 2, 2),
    ]
    return do.sell(rows, tmp_path)


def test_every_pair_of_the_source_ends_in_exactly_one_bucket(every_bucket):
    run = do.distribute(every_bucket)

    pair = ("product__sku", "store__name")
    found = [
        *Prediction.objects.of(run).values_list(*pair, "reason"),
        *Exclusion.objects.of(run).values_list(*pair, "reason"),
    ]
    assert sorted(found) == [
        ("CAP", "Norte", Reason.NO_CD_STOCK),
        ("MUG", "Norte", Reason.NO_DEMAND),
        ("MUG", "Sur", Reason.SENT),
        ("PIN", "Norte", Reason.SENT),
        ("TEE", "Centro", Reason.NO_DEMAND),
        ("TEE", "Este", Reason.COVERED),
        ("TEE", "Norte", Reason.SENT),
        ("TEE", "Oeste", Reason.NO_CD_STOCK),
        ("TEE", "Sur", Reason.CD_SHORT),
        ("TEE", "WEB", Reason.LITTLE_HISTORY),
    ]
    of_source = set(SalesRecord.objects.of(every_bucket).values_list(*pair))
    assert {(sku, store) for sku, store, _reason in found} == of_source
    assert run.metadata["reasons"] == dict(Counter(reason for _sku, _store, reason in found))
    assert run.metadata["excluded"] == 1


def test_too_little_history_is_excluded_with_its_number_of_weeks(every_bucket):
    run = do.distribute(every_bucket)

    assert list(
        Exclusion.objects.of(run).values_list("product__sku", "store__name", "reason", "weeks")
    ) == [("TEE", "WEB", Reason.LITTLE_HISTORY, 2)]


def test_a_line_keeps_what_decided_it(every_bucket):
    run = do.distribute(every_bucket)

    line = Prediction.objects.of(run).get(product__sku="TEE", store__name="Sur")
    assert (line.suggested, line.final, line.need) == (1, 1, 3)
    assert (line.window_units, line.window_weeks, line.weeks) == (9, 3, 3)
    assert (line.store_stock, line.cd_stock, line.cd_before, line.rank) == (0, 5, 1, 2)


def test_the_remainder_has_each_sku_with_a_cd_record(every_bucket):
    run = do.distribute(every_bucket)

    found = CdRemainder.objects.of(run).order_by("product__sku")
    assert list(found.values_list("product__sku", "before", "assigned", "left")) == [
        ("CAP", 0, 0, 0),
        ("MUG", 40, 3, 37),
        ("TEE", 5, 5, 0),
    ]
    assert run.metadata["cd_left"] == 37


def test_a_sku_without_cd_record_is_unlimited_and_warned_about(every_bucket):
    run = do.distribute(every_bucket)

    line = Prediction.objects.of(run).get(product__sku="PIN")
    assert (line.suggested, line.cd_stock, line.cd_before) == (2, None, None)
    assert len(run.warnings) == 1
    assert run.warnings[0].startswith("1 ")
    assert "sin registro de stock CD" in run.warnings[0]


def test_a_cd_record_of_zero_is_a_record(tmp_path):
    do.count_cd({"TEE": 0}, tmp_path)

    run = do.distribute(do.sell(weekly("TEE", "Norte", 5), tmp_path), "sma1_no_min")

    assert lines(run) == {("TEE", "Norte"): 0}
    assert run.warnings == []


def test_generating_tells_the_number_of_lines_and_what_they_add_up_to(every_bucket):
    """R-08"""
    run = do.distribute(every_bucket)

    assert run.row_count == Prediction.objects.of(run).count() == 9
    assert (run.units, run.skus, run.stores) == (10, 4, 5)


def test_stock_as_it_stands_when_computed_is_taken(tmp_path):
    do.count_cd({"TEE": 9}, tmp_path)
    sales = do.sell(weekly("TEE", "Norte", 5), tmp_path)
    run = generate_distribution(sales, by=system_user(), mode="sma1_no_min", queue=False)
    do.count_cd({"TEE": 2}, tmp_path)

    run = process(run)

    assert lines(run) == {("TEE", "Norte"): 2}


def test_only_the_sales_of_its_own_run_are_used(tmp_path):
    """R-05"""
    do.count_cd({"TEE": 100}, tmp_path)
    first = do.sell(weekly("TEE", "Norte", 1, 1, 1), tmp_path)
    second = do.sell([*weekly("TEE", "Norte", 9, 9), *weekly("TEE", "Sur", 7, 7, 7)], tmp_path)

    of_first, of_second = do.distribute(first), do.distribute(second)

    assert lines(of_first) == {("TEE", "Norte"): 1}
    assert lines(of_second) == {("TEE", "Sur"): 7}
    sources = [run.sources.filter(run_type="sales_upload") for run in (of_first, of_second)]
    assert list(map(list, sources)) == [[first], [second]]


@pytest.mark.parametrize(
    ("asked", "sent", "outside"),
    [
        ("Sur", {("TEE", "Sur"): 3}, 1),
        ("  Sur ", {("TEE", "Sur"): 3}, 1),
        ("el sur", {("TEE", "Sur"): 3}, 1),
        ("Sur, Norte", {("TEE", "Norte"): 5, ("TEE", "Sur"): 0}, 0),
        ("Sur,,Sur, ", {("TEE", "Sur"): 3}, 1),
        ("Talca, Centro", {}, 2),
        ("", {("TEE", "Norte"): 5, ("TEE", "Sur"): 0}, 0),
    ],
)
def test_the_store_filter_is_applied_before_rationing(asked, sent, outside, tmp_path):
    do.count_cd({"TEE": 5}, tmp_path)
    rows = [*weekly("TEE", "Norte", 9), *weekly("TEE", "Sur", 3)]
    sales = do.sell(rows, tmp_path)
    make.alias("el sur", SalesRecord.objects.of(sales).get(store__name="Sur").store)
    make.store("Talca, Centro")

    run = do.distribute(sales, "sma1_no_min", about={"store_filter": asked})

    assert lines(run) == sent
    excluded = Exclusion.objects.of(run).filter(reason=Reason.OUTSIDE_FILTER)
    assert excluded.count() == run.metadata["excluded"] == outside


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2025, 12, 22), date(2025, 12, 29)),
        (date(2025, 12, 23), date(2025, 12, 29)),
        (date(2025, 12, 28), date(2025, 12, 29)),
        (date(2025, 12, 29), date(2026, 1, 5)),
        (date(2024, 2, 28), date(2024, 3, 4)),
    ],
)
def test_the_target_week_is_the_first_monday_strictly_after_today(today, monday):
    assert next_monday(today) == monday


def test_a_distribution_is_for_the_next_monday(tmp_path):
    run = do.distribute(do.sell(weekly("TEE", "Norte", 5), tmp_path))

    assert run.parameters["target_week"] == next_monday(timezone.localdate()).isoformat()


def test_what_is_not_said_is_taken_over_from_the_sales(tmp_path):
    day = date(2025, 12, 30)
    about = {
        "folio": "F-1",
        "responsable": "Ana",
        "categoria": "Toys",
        "store_filter": "Norte",
        "fecha_doc": day,
        "notes": "of the upload",
    }
    sales = do.sell(weekly("TEE", "Norte", 5), tmp_path, about=about)

    run = do.distribute(sales, about={"folio": "F-2", "responsable": ""})

    assert (run.folio, run.responsable, run.categoria) == ("F-2", "Ana", "Toys")
    assert (run.store_filter, run.fecha_doc, run.notes) == ("Norte", day, "")
    assert (run.mode, run.model_name) == (
        "sma3_min3",
        "Promedio móvil 3 semanas (ajustado por stock)",
    )


def stock_run(folder) -> Run:
    return do.count_cd({"TEE": 5}, folder)


def archived_run(folder) -> Run:
    return make.run(status=Run.Status.ARCHIVED)


def failed_run(folder) -> Run:
    return make.run(outcome=Run.Outcome.FAILED)


def waiting_run(folder) -> Run:
    return make.run(outcome=Run.Outcome.QUEUED)


@pytest.mark.parametrize(
    ("source", "error", "why"),
    [
        (stock_run, Refused, "is no sales upload. Choose one."),
        (archived_run, Conflict, "is archived. Choose another sales upload."),
        (failed_run, Conflict, "failed."),
        (waiting_run, Conflict, "is not completed yet. Wait for it."),
    ],
)
def test_a_source_that_cannot_be_used_is_refused(source, error, why, tmp_path):
    run = source(tmp_path)
    before = counted()

    said = do.refused(error, generate_distribution, run, by=system_user(), queue=False)

    assert said.startswith("Nothing was generated: ")
    assert run.short_id in said
    assert said.endswith(why)
    assert counted() == before


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (
            {"mode": "sma9"},
            "there is no mode “sma9”. Choose one of: "
            "sma3_min3, sma2_min2, sma1_no_min, sma3_ignore_stock.",
        ),
        (
            {"about": {"store_filter": "Norte, Nowhere, Never"}},
            "the store filter names unknown stores: Nowhere, Never.",
        ),
        ({"about": {"folio": "x" * 65}}, None),
        ({"about": {"notes": "NUL\0"}}, None),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_stored(asked, why, tmp_path):
    sales = do.sell(weekly("TEE", "Norte", 5), tmp_path)
    before = counted()

    said = do.refused(Refused, generate_distribution, sales, by=system_user(), **asked)

    if why:
        assert said == f"Nothing was generated: {why}"
    assert counted() == before


def test_generating_needs_its_permission(tmp_path):
    sales = do.sell(weekly("TEE", "Norte", 5), tmp_path)
    before = counted()

    do.refused(NotAllowed, do.distribute, sales, by=make.user("runs.upload_run"))
    assert counted() == before

    run = do.distribute(sales, by=make.user("runs.generate_run", name="ana"))
    assert (run.outcome, run.created_by.username) == (Run.Outcome.COMPLETED, "ana")
