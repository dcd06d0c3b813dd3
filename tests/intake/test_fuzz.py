"""Uploads of damaged files: an answer in words each time, and a worker that lives (P16).

200 of them; more with `pytest tests/intake/test_fuzz.py --uploads 2000`.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from runs.models import Run
from tests import make
from tests.conftest import SHARED
from tests.intake.corpus import ODD
from tests.intake.corpus.case import CD, SALES, STORES
from tests.intake.mutations import damaged, noise

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CHUNK = 25
FORMS = (
    (SALES, "/upload/", {}),
    (SALES, "/upload/", {"generate": "on", "mode": "sma1_no_min"}),
    (CD, "/stock/upload/", {"place": CD}),
    (STORES, "/stock/upload/", {"place": STORES, "mode": "add"}),
)
DECISIONS = ({}, {"unknown_stores": "create"}, {"unknown_stores": "create"})
REAL = (
    (SALES, "Ventas_por_tienda.xlsx"),
    (CD, "Stock_CD.xlsx"),
    (STORES, "Stock_Tiendas.xlsx"),
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    firsts = range(0, metafunc.config.getoption("uploads"), CHUNK)
    metafunc.parametrize("numbers", [range(first, first + CHUNK) for first in firsts], ids=str)


def test_no_damaged_file_makes_an_upload_fail_without_a_word(
    client, tmp_path, run_worker, monkeypatch, numbers
):
    client.force_login(make.user(group="Analyst"))
    if numbers.start % 2:  # as of large files, everything is found out by the worker
        monkeypatch.setattr("intake.services.READ_AT_ONCE", 0)

    answers = Counter(upload(client, Random(number), tmp_path) for number in numbers)

    run_worker()

    outcomes = Run.objects.values_list("outcome", "error")
    answers.update(outcome for outcome, _ in outcomes)
    print(dict(answers))
    assert {outcome for outcome, _ in outcomes} <= {"completed", "failed"}
    assert all(error for outcome, error in outcomes if outcome == "failed")
    assert {path.name for path in tmp_path.iterdir()} <= {"files", "seed"}
    assert list((tmp_path / "files" / "incoming").iterdir()) == []


def upload(client: Client, chance: Random, folder: Path) -> str:
    """Upload a damaged file in one of the ways there are; the status of the answer."""
    kind, content = seed(chance, folder)
    content = noise(chance) if chance.random() < 0.1 else damaged(content, chance)
    forms = FORMS if chance.random() < 0.2 else [form for form in FORMS if form[0] == kind]
    _, address, fields = chance.choice(forms)
    name = chance.choice(["f.xlsx", "f.xls", "f.csv", "../f.xlsx", "f"])
    given = {**fields, **chance.choice(DECISIONS), "file": SimpleUploadedFile(name, content)}

    answer = client.post(address, given)  # what the server does not catch is raised here

    assert answer.status_code in (302, 400, 409, 422), answer.status_code
    return str(answer.status_code)


def seed(chance: Random, folder: Path) -> tuple[str, bytes]:
    """A file that is to be damaged, and its kind: one of the corpus, or, seldom, a real one."""
    real = SHARED / "data" / "retail_december"
    if chance.random() < 0.1 and real.is_dir():
        ((kind, name),) = chance.choices(REAL, weights=[20, 2, 1])
        return kind, (real / name).read_bytes()
    number = chance.randrange(len(ODD))
    return ODD[number].kind, of_corpus(number, folder / "seed")


@cache
def of_corpus(number: int, path: Path) -> bytes:
    ODD[number].write(path)
    return path.read_bytes()
