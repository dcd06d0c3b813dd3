"""Who looks at the pages, and a small retailer to look at."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import make

WEEK = "2025-12-22"  # a Monday


@pytest.fixture
def analyst(db):
    return make.user(name="ana", group="Analyst")


@pytest.fixture
def client(client, analyst):
    """Signed in as an analyst."""
    client.force_login(analyst)
    return client


@pytest.fixture
def retailer(db, tmp_path: Path) -> SimpleNamespace:
    """Stock, sales and their distribution, loaded as uploads load them.

    `TEE` is short in the CD, `0012-A` is sent whole, `MUG` has no stock left.
    """
    make.cd_stock({"TEE": 4, "0012-A": 10, "MUG": 0}, tmp_path)
    make.store_stock({"TEE": {"Soho": 1}}, tmp_path)
    sales = make.sales_run(
        [
            ("TEE", "Tee", "Soho", 4, WEEK),
            ("TEE", "Tee", "Eden", 3, WEEK),
            ("0012-A", "Cap", "Soho", 5, WEEK),
            ("0012-A", "Cap", "Eden", 2, WEEK),
            ("MUG", "Mug", "Eden", 1, WEEK),
        ],
        tmp_path,
        folio="F-1",
        responsable="Ana",
    )
    return SimpleNamespace(sales=sales, run=make.distribution(sales), folder=tmp_path)
