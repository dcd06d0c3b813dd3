"""The five checks of the first user, in the browser: runs stay apart, whatever one looks at."""

import csv
import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps

from runs.models import Run
from runs.rows import RunRow
from tests import make
from tests.browser.test_first_steps import Person

Pair = tuple[str, str]  # SKU, store

WEEK = "2025-12-22"
# What each run must suggest: a week's sales, as the CD has plenty and the stores nothing.
FIRST = {("TEE", "Soho"): 4, ("TEE", "Eden"): 3, ("ONLY-1", "Soho"): 5, ("0012-A", "Eden"): 2}
SECOND = {("TEE", "Soho"): 4, ("TEE", "Eden"): 9, ("ONLY-2", "Eden"): 7, ("12-A", "Eden"): 2}


class Manager(Person):
    """Someone who uses the pages with a mouse, and may also decide."""

    def generates(self, sales: Run, folio: str) -> Run:
        self.page.goto(f"/distribution/new/?sales_run={sales.pk}")
        self.page.select_option("select[name=mode]", "sma1_no_min")
        self.page.fill("input[name=folio]", folio)
        self.page.click("form[method=post].fd-card button[type=submit]")
        self.page.wait_for_url(re.compile("/runs/[0-9a-f-]{36}/$"))
        self.run_worker()
        self.expect(self.page.locator("#progress")).to_have_count(0)
        return Run.objects.get(folio=folio)

    def rows(self) -> dict[Pair, int]:
        """The lines on the dashboard."""
        return {(sku, store): units for sku, store, units in self.lines()}

    def row_of(self, run: Run):
        """The run's row in the Runs Center."""
        return self.page.locator(f'#rows tbody tr:has(a[href="/runs/{run.pk}/"])')

    def activates(self, run: Run) -> None:
        """From the list: the row's steps, and the step's own dialog."""
        self.page.goto("/runs/")
        self.row_of(run).locator('a[href*="/steps/"]').click()
        dialog = self.page.locator("#fd-dialog")
        dialog.locator('a[href*="/step/activate/"]').click()
        dialog.locator("form.fd-step button[type=submit]").click()
        self.page.wait_for_url("**/runs/")
        self.expect(self.row_of(run).locator(".fd-badge-primary")).to_be_visible()

    def downloads(self, folder: Path) -> list[list[str]]:
        """The rows of the first csv that the page offers."""
        with self.page.expect_download() as download:
            self.page.locator('a[href*="format=csv"]').first.click()
        path = folder / download.value.suggested_filename
        download.value.save_as(str(path))
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))[1:]


@pytest.fixture
def person(open_page, expect, run_worker):
    user = make.user(name="maria", group="Manager", staff=True)
    return Manager(open_page("/", user=user), expect, run_worker)


def sales_of(units: dict[Pair, int], folder: Path) -> Run:
    rows = [(sku, f"Product {sku}", store, n, WEEK) for (sku, store), n in units.items()]
    return make.sales_run(rows, folder)


def everything_of_runs() -> dict[str, tuple]:
    """Of every run: its figures, and a digest of all its rows."""
    models = sorted(
        (model for model in apps.get_models() if issubclass(model, RunRow)),
        key=lambda model: model.__name__,
    )
    found = {}
    for run in Run.objects.all():
        rows = [sorted(map(repr, model.objects.of(run).values_list())) for model in models]
        digest = hashlib.sha256(repr(rows).encode()).hexdigest()
        found[str(run.pk)] = (run.status, run.digest, run.units, [len(r) for r in rows], digest)
    return found


def test_the_five_checks_of_the_first_user(person, expect, tmp_path):
    page = person.page
    make.cd_stock(dict.fromkeys(["TEE", "ONLY-1", "ONLY-2", "0012-A", "12-A"], 100), tmp_path)
    earlier, later = sales_of(FIRST, tmp_path), sales_of(SECOND, tmp_path)
    others = everything_of_runs()

    # 1. Two runs are generated, and nothing of one is in the other.
    first = person.generates(earlier, "F-first")
    others |= {str(first.pk): everything_of_runs()[str(first.pk)]}
    second = person.generates(later, "F-second")
    for run, wanted in ((first, FIRST), (second, SECOND)):
        page.goto(f"/dashboard/?run_id={run.pk}")
        assert person.rows() == wanted

    # 2. The dashboard shows the active one, and nothing else, though it is the older one.
    person.activates(first)
    page.goto("/dashboard/")
    assert person.rows() == FIRST
    expect(page.locator(".fd-kpi dd").first).to_have_text(str(sum(FIRST.values())))

    # 3. Comparing gives the right deltas: those of the two files, computed here.
    files = {}
    for run in (first, second):
        page.goto(f"/dashboard/?run_id={run.pk}")
        files[run] = Counter({(r[0], r[2]): int(r[3]) for r in person.downloads(tmp_path)})
    pairs = files[first].keys() | files[second].keys()
    deltas = {pair: files[second][pair] - files[first][pair] for pair in pairs}
    page.goto("/runs/")
    for run in (first, second):
        person.row_of(run).locator("input[type=checkbox]").check()
    page.locator("button[form=compare], form#compare button").click()
    page.wait_for_url("**/runs/compare/**")
    cells = [row.locator("td").all_inner_texts() for row in page.locator("#rows tbody tr").all()]
    shown = [((c[0], c[2]), int(c[5].replace("−", "-"))) for c in cells]
    assert dict(shown) == deltas
    assert len(shown) == len(deltas) == 6
    assert [abs(delta) for _pair, delta in shown] == sorted(map(abs, deltas.values()), reverse=True)

    # 4. The older runs are still reached, through the filters.
    page.goto("/runs/")
    page.fill("form[role=search] input[name=folio]", "F-first")
    page.select_option("form[role=search] select[name=run_type]", "distribution")
    page.locator("form[role=search] button[type=submit]").click()
    page.wait_for_url("**folio=F-first**")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    person.row_of(first).locator(f'a[href="/runs/{first.pk}/"]').click()
    page.wait_for_url(f"**/runs/{first.pk}/")
    expect(page.locator("#rows tbody tr")).to_have_count(len(FIRST))

    # 5. Nothing else has changed.
    now = everything_of_runs()
    assert {pk: now[pk] for pk in others} == others
    assert now.keys() - others.keys() == {str(second.pk)}
    assert set(Run.objects.filter(is_active=True)) == {first}
