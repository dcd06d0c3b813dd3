"""What the steps of a distribution do to the stock: reserve, move once, take back once."""

import pytest

from runs.errors import Conflict, Refused
from runs.models import Run
from runs.services import advance, effects_of, system_user
from runs.workflow import STEPS
from stock.errors import NotEnoughStock
from stock.models import StockLevel, StockPosting, StockReservation
from stock.queries import ledger_differences
from tests import make

pytestmark = pytest.mark.django_db


def step(run: Run, *names: str) -> Run:
    for name in names:
        run = advance(run, name, by=system_user(), note="because")
    return run


@pytest.fixture(autouse=True)
def two_eyes(settings):
    settings.FASTDSO_FOUR_EYES = False


@pytest.fixture
def sales(tmp_path):
    """Norte wants 4 of TEE, Sur 3; the CD has 9, Sur holds 1."""
    make.cd_stock({"TEE": 9, "CAP": 5}, tmp_path)
    make.store_stock({"TEE": {"Norte": 0, "Sur": 1}}, tmp_path)
    rows = [("TEE", "Tee", "Norte", 4, "2025-12-01"), ("TEE", "Tee", "Sur", 4, "2025-12-02")]
    return make.sales_run(rows, tmp_path)


def levels() -> dict[str, int]:
    """Units of TEE by place, where they are not zero."""
    rows = StockLevel.objects.select_related("location__store").filter(product__sku="TEE")
    return {str(level.location): level.units for level in rows.exclude(units=0)}


def test_a_draft_or_a_simulation_never_touches_stock(sales):
    run = make.distribution(sales)
    step(run, "simulate", "reopen", "submit", "reject", "archive")

    assert levels() == {"CD": 9, "Sur": 1}
    assert not StockReservation.objects.exists()


def test_approving_reserves_and_revoking_releases(sales):
    run = step(make.distribution(sales), "approve")
    assert list(StockReservation.objects.values_list("run", "units")) == [(run.number, 7)]
    assert levels() == {"CD": 9, "Sur": 1}

    step(run, "revoke")

    assert not StockReservation.objects.exists()


def test_a_second_run_sees_what_the_first_reserved_and_is_refused_naming_the_sku(sales):
    first, second = make.distribution(sales), make.distribution(sales)
    step(first, "approve")

    with pytest.raises(NotEnoughStock, match=r"TEE \(2 / 7\)"):
        step(second, "approve")

    second.refresh_from_db()
    assert second.status == Run.Status.DRAFT
    assert StockReservation.objects.count() == 1


def test_executing_moves_the_units_exactly_once(sales):
    run = step(make.distribution(sales), "approve", "execute")
    assert levels() == {"CD": 2, "Norte": 4, "Sur": 4}

    with pytest.raises(Conflict):
        step(run, "execute")

    assert levels() == {"CD": 2, "Norte": 4, "Sur": 4}
    assert not StockReservation.objects.exists()
    assert ledger_differences() == []


def test_undoing_brings_back_every_balance_also_when_others_executed_in_between(sales, tmp_path):
    first = step(make.distribution(sales), "approve", "execute")
    make.cd_stock({"TEE": 20}, tmp_path, mode="add")
    more = make.sales_run([("TEE", "Tee", "Norte", 10, "2025-12-08")], tmp_path)
    second = step(make.distribution(more), "approve")
    before = levels()
    step(second, "execute")

    step(first, "undo")
    step(second, "undo")

    assert before == {"CD": 22, "Norte": 4, "Sur": 4}
    assert levels() == {"CD": 29, "Sur": 1}
    assert ledger_differences() == []
    with pytest.raises(Conflict):
        step(first, "undo")


def test_stock_that_went_since_the_approval_refuses_the_execution_whole(sales, tmp_path):
    run = step(make.distribution(sales), "approve")
    make.cd_stock({"TEE": 6}, tmp_path)
    effects = effects_of(run, STEPS["execute"])

    with pytest.raises(NotEnoughStock, match=r"TEE \(6 / 7\)"):
        step(run, "execute")

    assert "TEE (6 / 7)" in effects[1]
    assert levels() == {"CD": 6, "Sur": 1}
    run.refresh_from_db()
    assert run.status == Run.Status.APPROVED
    assert not StockPosting.objects.filter(run=run).exists()


def test_a_sku_without_cd_record_cannot_be_approved(tmp_path):
    sales = make.sales_run([("NEW", "New", "Norte", 3, "2025-12-01")], tmp_path)
    run = make.distribution(sales)
    assert run.units == 3

    with pytest.raises(NotEnoughStock):
        step(run, "approve")


def test_a_distribution_that_sends_nothing_is_not_approved(tmp_path):
    make.cd_stock({"TEE": 0}, tmp_path)
    run = make.distribution(make.sales_run([("TEE", "Tee", "Norte", 3, "2025-12-01")], tmp_path))

    with pytest.raises(Refused):
        step(run, "approve")
