"""Every file of the corpus becomes what its maker says, within bounds, however odd or hostile.

The sum check (P14): rows loaded, rejected and ignored are all the rows that the maker wrote.
"""

from collections import Counter
from pathlib import Path

import pytest

from catalog.models import Product
from intake.errors import BadFile
from intake.models import RejectedRow, WarnedRow
from intake.reading import Unreadable, limits
from runs.models import Run
from sales.models import SalesRecord
from tests import do
from tests.intake.corpus import CASES, HOSTILE, ODD, Case, Loaded, Refused
from tests.intake.corpus.case import SALES

pytestmark = pytest.mark.django_db
MOST_MEMORY = 512 * limits.MIB  # P16


def test_the_corpus_is_large_and_its_names_differ():
    assert len(CASES) >= 150
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", ODD, ids=str)
def test_an_odd_file_becomes_what_its_maker_says(case, tmp_path, files_folder):
    check(case, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("case", HOSTILE, ids=str)
def test_a_hostile_file_is_refused_or_read_within_bounds(case, tmp_path, files_folder):
    before = memory_of_children()

    check(case, tmp_path)

    assert memory_of_children() <= max(before, MOST_MEMORY)
    assert {path.name for path in tmp_path.iterdir()} == {"upload.bin", "files"}


def check(case: Case, folder: Path) -> None:
    path = folder / "upload.bin"
    data_rows = case.write(path)

    match case.expected:
        case Refused():
            assert refusal(case, path) in case.expected.codes
            assert list(Run.objects.all()) == []
        case Loaded():
            run = load(case, path)
            assert run.row_count + run.rejected_count + run.ignored_count == data_rows
            assert what_became_of(run, case.expected) == case.expected


def load(case: Case, path: Path) -> Run:
    run = do.load_sales(path) if case.kind == SALES else do.load_stock(path, case.kind)
    assert run.outcome == Run.Outcome.COMPLETED, run.error
    return run


def refusal(case: Case, path: Path) -> str:
    with pytest.raises(BadFile) as refused:
        load(case, path)
    assert str(refused.value)
    problem = refused.value.__cause__
    return problem.code if isinstance(problem, Unreadable) else "none_usable"


def what_became_of(run: Run, asked: Loaded) -> Loaded:
    """The run in the words of the corpus; what was not asked is left out."""
    days = SalesRecord.objects.of(run).values_list("date", flat=True)
    given = {
        "skus": sorted(Product.objects.values_list("sku", flat=True)),
        "names": sorted(Product.objects.values_list("name", flat=True)),
        "days": sorted({str(day) for day in days}),
        "stores": sorted(set(run.parameters["stores"].values())),
        "warnings": dict(Counter(WarnedRow.objects.of(run).values_list("reason", flat=True))),
    }
    rejected = RejectedRow.objects.of(run).order_by("row", "pk").values_list("reason", flat=True)
    return Loaded(
        rows=run.row_count,
        units=run.units,
        rejected=run.rejected_count,
        ignored=run.ignored_count,
        rejects=list(rejected),
        **{name: found for name, found in given.items() if getattr(asked, name) is not None},
    )


def memory_of_children() -> int:
    """The largest a child process of ours ever was, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
