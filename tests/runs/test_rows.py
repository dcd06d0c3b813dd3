"""The one door to the rows of runs."""

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from intake.models import RejectedRow
from runs.rows import write_rows
from tests import make

pytestmark = pytest.mark.django_db

COLUMNS = {"sheet": "", "row": [2, 3], "column": "", "reason": "", "text": ""}


def test_rows_are_read_through_their_run_and_no_other():
    one, other = make.run(), make.run()

    count = write_rows(one, RejectedRow, {**COLUMNS, "value": ["a", "b"]})
    write_rows(other, RejectedRow, {**COLUMNS, "value": ["c", "d"]})

    assert count == 2
    assert set(RejectedRow.objects.of(one).values_list("value", flat=True)) == {"a", "b"}
    assert set(RejectedRow.objects.of(other).values_list("value", flat=True)) == {"c", "d"}


@pytest.mark.parametrize("way", ["all", "count", "first", "filter", "values", "exists", "create"])
def test_there_is_no_way_around_the_run(way):
    with pytest.raises(TypeError, match=r"RejectedRow\.objects\.of"):
        getattr(RejectedRow.objects, way)()


def test_a_row_knows_its_run():
    run = make.run()

    write_rows(run, RejectedRow, {**COLUMNS, "value": ""})

    assert {row.run for row in RejectedRow.objects.of(run)} == {run}


def test_a_run_with_rows_cannot_be_deleted():
    run = make.run()
    write_rows(run, RejectedRow, {**COLUMNS, "value": ""})

    with pytest.raises(ProtectedError):
        run.delete()


def test_a_row_without_a_run_cannot_be_stored():
    with pytest.raises(IntegrityError):
        write_rows(make.run(), RejectedRow, {**COLUMNS, "value": "", "run": None})
