"""Whatever happens in whatever order: stock adds up, runs stay apart, one is active at most."""

import tempfile
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Count, Sum
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from distribution.models import CdRemainder, Prediction
from runs.errors import Refused
from runs.models import Run
from runs.services import advance, system_user
from runs.workflow import STEPS
from sales.models import SalesRecord
from stock.models import StockLevel, StockReservation
from stock.queries import ledger_differences
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SKUS, STORES = ("TEE", "CAP"), ("Norte", "Sur")
UNITS = st.integers(0, 9)
OF_ROWS = {
    SalesRecord: ("product", "store", "date", "quantity"),
    Prediction: ("product", "store", "suggested", "final", "reason"),
    CdRemainder: ("product", "before", "assigned", "left"),
}


class AnyHistory(RuleBasedStateMachine):
    """Uploads, counts, distributions and steps, each as a user may ask for it at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.folder = Path(tempfile.mkdtemp())
        self.sales: list[Run] = []
        self.made: list[Run] = []
        self.rows: dict[int, list] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @rule(units=st.lists(UNITS, min_size=4, max_size=4))
    def upload_sales(self, units: list[int]) -> None:
        pairs = [(sku, store) for sku in SKUS for store in STORES]
        rows = [
            (sku, sku, store, number, "2025-12-01")
            for (sku, store), number in zip(pairs, units, strict=True)
        ]
        self.keep(self.sales, make.sales_run(rows, self.folder))

    @rule(tee=UNITS, cap=UNITS, mode=st.sampled_from(["replace", "add"]))
    def count_the_cd(self, tee: int, cap: int, mode: str) -> None:
        make.cd_stock({"TEE": tee * 3, "CAP": cap * 3}, self.folder, mode=mode)

    @rule(norte=UNITS, sur=UNITS)
    def count_the_stores(self, norte: int, sur: int) -> None:
        make.store_stock({"TEE": {"Norte": norte, "Sur": sur}}, self.folder)

    @rule(which=st.integers(0, 9))
    def generate(self, which: int) -> None:
        if self.sales:
            self.keep(self.made, make.distribution(self.sales[which % len(self.sales)]))

    @rule(which=st.integers(0, 9), step=st.sampled_from(sorted(STEPS)))
    def take_a_step(self, which: int, step: str) -> None:
        self.take(which, step)

    def take(self, which: int, step: str) -> None:
        if not self.made:
            return
        run, before = self.made[which % len(self.made)], total()
        status = Run.objects.get(pk=run.pk).status
        try:
            advance(run, step, by=system_user(), note="because")
        except Refused:
            assert Run.objects.get(pk=run.pk).status == status
        else:
            if step == "execute":
                taken = Prediction.objects.of(run).filter(final__gt=0).values("product")
                held = StockLevel.objects.filter(location__is_cd=True, product__in=taken)
                assert not held.filter(units__lt=0).exists()
        assert total() == before

    @rule(which=st.integers(0, 9), then=st.sampled_from(["", "undo", "archive", "revoke"]))
    def approve_and_execute(self, which: int, then: str) -> None:
        for step in ("approve", "execute", then) if then != "revoke" else ("approve", then):
            if step:
                self.take(which, step)

    def keep(self, runs: list[Run], run: Run) -> None:
        runs.append(run)
        self.rows[run.number] = rows_of(run)

    @invariant()
    def levels_are_the_sum_of_their_movements(self) -> None:
        assert ledger_differences() == []

    @invariant()
    def at_most_one_run_of_a_type_is_active(self) -> None:
        active = Run.objects.filter(is_active=True).order_by().values("run_type")
        assert not active.annotate(number=Count("pk")).filter(number__gt=1).exists()

    @invariant()
    def only_approved_runs_reserve(self) -> None:
        reserving = set(StockReservation.objects.values_list("run__status", flat=True))
        assert reserving <= {Run.Status.APPROVED}

    @invariant()
    def no_run_s_rows_ever_change(self) -> None:
        assert {run.number: rows_of(run) for run in self.sales + self.made} == self.rows


def rows_of(run: Run) -> list:
    return [sorted(model.objects.of(run).values_list(*fields)) for model, fields in OF_ROWS.items()]


def total() -> int:
    """Units everywhere."""
    return StockLevel.objects.aggregate(units=Sum("units", default=0))["units"]


def test_any_history_keeps_what_is_promised(settings):
    settings.FASTDSO_FOUR_EYES = False

    run_state_machine_as_test(
        AnyHistory, settings=how(max_examples=12, stateful_step_count=18, deadline=None)
    )
