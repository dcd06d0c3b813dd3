"""Whatever the reader may say has words, in files and in rows."""

import re

import pytest
from django.utils import translation

from intake.reading import Unreadable, problems
from intake.reasons import OF_FILES, OF_ROWS, reason_of_row, why_unreadable
from tests.conftest import ROOT

READING = "\n".join(path.read_text() for path in (ROOT / "intake/reading").glob("*.py"))
OF_A_FILE = set(re.findall(r'Unreadable\(\s*"([a-z_0-9]+)"|"code": "([a-z_0-9]+)"', READING))


def test_every_problem_of_a_row_has_words():
    codes = {code for code in problems.CODES if code}

    assert codes - OF_ROWS.keys() == set()
    assert all(reason_of_row(code) for code in codes)


def test_every_warning_has_words():
    warned = re.findall(r'\.warn(?:_here|_all)?\([^)]*?"([a-z]+_[a-z_]+)"\s*[,)]', READING)

    assert len(set(warned)) >= 5
    assert set(warned) - OF_ROWS.keys() == set()


def test_every_problem_of_a_file_has_words():
    codes = {one or other for one, other in OF_A_FILE}

    assert len(codes) >= 10
    assert codes - OF_FILES.keys() == set()


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            Unreadable("missing_columns", missing=["store", "date"], found=["sku", "cant."]),
            "columns are missing: store, date. The file has: sku, cant.. "
            "Add them and upload it again.",
        ),
        (Unreadable("empty"), "the file is empty. Save it again and upload it."),
    ],
)
def test_a_problem_of_a_file_is_one_sentence_with_its_particulars(problem, said):
    with translation.override("en"):
        assert why_unreadable(problem) == f"Nothing was loaded: {said}"
