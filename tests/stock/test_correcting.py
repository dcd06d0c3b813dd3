"""Cells that a stock upload could not read are corrected: they are set, and nothing else is."""

from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Store
from intake.services import staged
from runs.errors import Conflict, Refused
from runs.exports import export_of, write_xlsx
from runs.services import process, system_user, verify
from stock.errors import NotEnoughStock
from stock.models import StockMovement
from stock.queries import counting_runs, ledger_differences, stock_position
from stock.services import ADD, REPLACE, upload_stock
from tests import do, make
from tests.stock.test_undoing_uploads import archive, known, send

pytestmark = pytest.mark.django_db


def correct(run, units, folder, place="cd", **how):
    """What was corrected of a run, loaded."""
    count = do.count_cd if place == "cd" else do.count_stores
    return count(units, folder, continues=str(run.pk), **how)


def refused(run, units, folder, error=Refused, place="cd") -> str:
    return do.refused(error, correct, run, units, folder, place)


def at(place: str) -> dict[str, int]:
    return {sku: units for (sku, where), units in known().items() if where == place}


@pytest.fixture
def run(tmp_path):
    """The CD held TEE 9, CAP 8, OLD 7; its whole stock is counted anew, and CAP cannot be read."""
    do.count_cd({"TEE": 9, "CAP": 8, "OLD": 7}, tmp_path)
    return do.count_cd({"TEE": 4, "CAP": "x", "NEW": "y"}, tmp_path)


def test_a_corrected_cell_is_set_and_what_the_file_does_not_name_stays(run, tmp_path):
    assert at("CD") == {"TEE": 4, "CAP": 8, "OLD": 0}

    done = correct(run, {"CAP": 5}, tmp_path)

    assert at("CD") == {"TEE": 4, "CAP": 5, "OLD": 0}
    assert (done.outcome, done.row_count, done.units, done.skus) == ("completed", 1, 5, 1)
    assert (list(done.sources.all()), done.parameters["mode"]) == ([run], REPLACE)
    assert StockMovement.objects.filter(posting__run=done).count() == 1
    assert ledger_differences() == []
    assert verify(done).same
    assert counting_runs(stock_position([]).mark) == [run, done]


def test_a_product_that_only_a_rejected_row_named_is_counted(run, tmp_path):
    correct(run, {"NEW": 3, "CAP": 0}, tmp_path)

    assert at("CD") == {"TEE": 4, "CAP": 0, "OLD": 0, "NEW": 3}


@pytest.mark.parametrize("cells", [{"TEE": 9}, {"CAP": 5, "TEE": 9}, {"OLD": 7}, {"OTHER": 1}])
def test_what_was_not_rejected_is_refused_whole(cells, run, tmp_path):
    before = known()

    said = refused(run, cells, tmp_path)

    (named,) = set(cells) - {"CAP"}
    assert said == (
        f"Nothing was loaded: run {run.short_id} did not reject the quantity of {named} (CD), and "
        "it says something else. Leave it out, or upload the whole file again."
    )
    assert known() == before


def test_what_says_the_same_again_does_no_harm(run, tmp_path):
    correct(run, {"TEE": 4, "CAP": 5}, tmp_path)

    assert at("CD") == {"TEE": 4, "CAP": 5, "OLD": 0}
    said = refused(run, {"TEE": 4}, tmp_path)
    assert said.startswith("Nothing was loaded: the file has no quantity that run ")


def test_a_row_that_was_loaded_beside_one_that_was_not_is_not_corrected(tmp_path):
    path = make.cd_file([("TEE", "Tee", 2), ("TEE", "Tee", "x")], tmp_path / "twice.xlsx")
    run = do.load_stock(path, "cd")

    assert "did not reject the quantity of TEE (CD)" in refused(run, {"TEE": 3}, tmp_path)


def test_what_is_still_wrong_is_corrected_from_the_new_run_too(run, tmp_path):
    half = correct(run, {"CAP": "z", "NEW": 3}, tmp_path)
    assert (half.rejected_count, at("CD")["CAP"]) == (1, 8)

    done = correct(half, {"CAP": 5}, tmp_path)

    assert (done.parameters["continues"], at("CD")["CAP"]) == (str(run.pk), 5)


def test_corrected_once_is_corrected(run, tmp_path):
    first = correct(run, {"CAP": 5}, tmp_path)

    said = refused(run, {"CAP": 6}, tmp_path, Conflict)

    assert said.startswith(f"Nothing was loaded: run {first.short_id} (")
    assert at("CD")["CAP"] == 5


def test_after_a_later_count_nothing_older_is_corrected(run, tmp_path):
    later = do.count_cd({"TEE": 1}, tmp_path)

    said = refused(run, {"CAP": 5}, tmp_path, Conflict)

    assert said.startswith(f"Nothing was loaded: run {later.short_id} (")
    assert at("CD")["CAP"] == 0


def test_a_later_count_that_was_undone_does_not_matter(run, tmp_path):
    archive(do.count_cd({"TEE": 1}, tmp_path))

    correct(run, {"CAP": 5}, tmp_path)

    assert at("CD") == {"TEE": 4, "CAP": 5, "OLD": 0}


def test_what_was_sent_since_stays_sent(run, tmp_path):
    send(tmp_path, 2, "CAP")
    assert at("CD")["CAP"] == 6

    correct(run, {"CAP": 5}, tmp_path)

    assert (at("CD")["CAP"], at("Soho")["CAP"]) == (3, 2)
    assert ledger_differences() == []


def test_a_correction_never_leaves_the_cd_with_less_than_it_sent(run, tmp_path):
    send(tmp_path, 6, "CAP")

    said = refused(run, {"CAP": 5}, tmp_path, NotEnoughStock)

    assert said.startswith("Nothing was loaded: the CD has sent more of these SKUs since")
    assert at("CD")["CAP"] == 2


def test_units_to_add_are_added_once(tmp_path):
    do.count_cd({"TEE": 9, "CAP": 8}, tmp_path)
    run = do.count_cd({"TEE": 4, "CAP": "x"}, tmp_path, mode=ADD)

    done = correct(run, {"CAP": 5}, tmp_path)

    assert (done.parameters["mode"], at("CD")) == (ADD, {"TEE": 13, "CAP": 13})
    refused(run, {"CAP": 6}, tmp_path, Conflict)
    archive(done)
    assert at("CD") == {"TEE": 13, "CAP": 8}


def test_a_correction_is_undone_and_made_again(run, tmp_path):
    wrong = correct(run, {"CAP": 50, "NEW": 0}, tmp_path)

    archive(wrong)
    assert at("CD") == {"TEE": 4, "CAP": 8, "OLD": 0}
    correct(run, {"CAP": 5, "NEW": 1}, tmp_path)

    assert at("CD") == {"TEE": 4, "CAP": 5, "OLD": 0, "NEW": 1}
    assert ledger_differences() == []


def test_what_only_a_correction_told_of_is_unknown_again_also_if_it_was_zero(run, tmp_path):
    done = correct(run, {"NEW": 0}, tmp_path)
    assert at("CD") == {"TEE": 4, "CAP": 8, "OLD": 0, "NEW": 0}

    archive(done)

    assert at("CD") == {"TEE": 4, "CAP": 8, "OLD": 0}


def test_a_correction_says_all_there_is_to_say_of_its_cells(tmp_path):
    first = do.count_cd({"TEE": 9, "CAP": 8}, tmp_path)
    run = do.count_cd({"TEE": 4, "CAP": "x"}, tmp_path)
    done = correct(run, {"CAP": 5}, tmp_path)

    archive(first)
    assert at("CD") == {"TEE": 4, "CAP": 5}
    archive(run)
    assert at("CD") == {"CAP": 5}
    archive(done)
    assert at("CD") == {}
    assert ledger_differences() == []


def test_once_an_older_upload_is_undone_its_cells_are_counted_anew(tmp_path):
    first = do.count_cd({"TEE": 9, "CAP": 8}, tmp_path)
    run = do.count_cd({"TEE": 4, "CAP": "x"}, tmp_path)
    archive(first)

    said = refused(run, {"CAP": 5}, tmp_path, Conflict)

    assert said.startswith(f"Nothing was loaded: run {first.short_id} (")


def test_cells_of_a_matrix_come_back_with_their_whole_rows(tmp_path):
    cells = {"TEE": {"Soho": 4, "Eden": "x"}, "CAP": {"Soho": 0, "Eden": 2}, "MUG": {"Soho": 1}}
    run = do.count_stores(cells, tmp_path)
    export = export_of(run, "rejected_rows")
    write_xlsx(export, export.rows(run, {}), str(tmp_path / "out.xlsx"))
    headers, row = openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True)
    assert row[headers.index("Eden")] == "x"
    row = [0 if header == "Eden" else cell for header, cell in zip(headers, row, strict=True)]

    done = do.load_stock(
        make.sheet([headers, row], tmp_path / "corrected.xlsx"), "stores", continues=str(run.pk)
    )

    assert (at("Eden"), at("Soho")) == ({"TEE": 0, "CAP": 2}, {"TEE": 4, "MUG": 1})
    assert (done.units, done.skus) == (0, 1)
    other = {"TEE": {"Soho": 5, "Eden": 1}}
    assert "TEE (Soho)" in refused(run, other, tmp_path, place="stores")


def test_cells_of_a_store_that_was_renamed_since_are_corrected(tmp_path):
    run = do.count_stores({"TEE": {"Soho": 4, "Eden": "x"}}, tmp_path)
    eden = Store.objects.get(name="Eden")
    eden.name = "Eden Park"
    eden.save()
    eden.aliases.create(alias="Eden")

    correct(run, {"TEE": {"Eden": 3}}, tmp_path, "stores")

    assert (at("Eden Park"), at("Soho")) == ({"TEE": 3}, {"TEE": 4})


def test_only_completed_stock_that_is_not_archived_is_continued(run, tmp_path):
    orders = do.order({"TEE": {timezone.localdate() + timedelta(days=14): 3}}, tmp_path)
    sales = do.sell([("TEE", "Soho", "2025-12-01", 1)], tmp_path)
    assert "open orders" in refused(orders, {"CAP": 5}, tmp_path)
    assert "another place" in refused(run, {"CAP": {"Soho": 5}}, tmp_path, place="stores")
    assert "is of type “Sales upload”" in refused(sales, {"CAP": 5}, tmp_path)
    archive(run)

    assert "is archived" in refused(run, {"CAP": 5}, tmp_path, Conflict)


def test_a_run_that_is_archived_while_its_correction_waits_is_not_corrected(run, tmp_path):
    path = make.cd_file([("CAP", "Cap", 5)], tmp_path / "late.xlsx")
    with path.open("rb") as source, staged(source, "late") as file:
        waiting, prepared = upload_stock(
            file, by=system_user(), place="cd", continues=str(run.pk), queue=False
        )
    archive(run)

    do.refused(Conflict, process, waiting, prepared=prepared)

    assert at("CD") == {"TEE": 9, "CAP": 8, "OLD": 7}


CELLS = st.dictionaries(st.sampled_from("ABC"), st.sampled_from([-1, 0, 2, "x"]), min_size=1)
LOAD = st.tuples(
    st.sampled_from([REPLACE, ADD]),
    CELLS.filter(lambda units: set(units.values()) != {"x"}),
    st.fixed_dictionaries(dict.fromkeys("ABC", st.sampled_from([-1, 0, 3]))),
    st.sampled_from(["corrected", "as it was", "gone"]),
)


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(loads=st.lists(LOAD, min_size=1, max_size=4), data=st.data())
def test_corrected_uploads_leave_what_right_ones_give_whatever_is_undone(loads, data, tmp_path):
    """The oracle loads right files in a ledger of its own: the stores Here and There."""

    def count(store: str, mode: str, units: dict):
        return make.store_stock({sku: {store: n} for sku, n in units.items()}, tmp_path, mode=mode)

    suffix = Store.objects.count()
    here, there = f"Here {suffix}", f"There {suffix}"
    undone = []
    for mode, units, right, end in loads:
        run = count(here, mode, units)
        wrong = {sku: {here: right[sku]} for sku, number in units.items() if number == "x"}
        undone += [run] if end == "gone" else []
        if wrong:
            done = correct(run, wrong, tmp_path, "stores", again=True)
            undone += [done] if end != "corrected" else []
        if end != "gone":
            corrected = {sku: right[sku] if n == "x" else n for sku, n in units.items()}
            count(there, mode, corrected if end == "corrected" else units)
    for run in data.draw(st.permutations(undone)):
        archive(run)

    # A zero that a matrix begins with is no record; one that somebody wrote in a correction is.
    assert {sku: n for sku, n in at(here).items() if n} == {
        sku: n for sku, n in at(there).items() if n
    }
    assert ledger_differences() == []
