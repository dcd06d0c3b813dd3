"""The one door to the rows of runs: written in bulk, read only through their run."""

from collections.abc import Mapping

from django.db import models, transaction

from runs.bulk import Column, Tell, insert_columns, to_nobody
from runs.models import Run


class RowsOfRuns(models.QuerySet):
    """Rows whose run knows that they have changed: what is kept of it is then out of date."""

    @transaction.atomic
    def update(self, **values) -> int:
        Run.objects.filter(number__in=self.order_by().values("run").distinct()).update(
            revision=models.F("revision") + 1
        )
        return super().update(**values)

    update.alters_data = True


class OneRun(models.Manager.from_queryset(RowsOfRuns)):
    """Gives the rows of one run, and of nothing else."""

    def get_queryset(self) -> models.QuerySet:
        raise TypeError(
            f"Rows of runs are read through their run: {self.model.__name__}.objects.of(run)"
        )

    def of(self, run: Run) -> models.QuerySet:
        return super().get_queryset().filter(run=run)

    def of_two(self, left: Run, right: Run) -> models.QuerySet:
        """The rows of two runs that are compared, each still with its run."""
        return super().get_queryset().filter(run__in=[left.number, right.number])


class RunRow(models.Model):
    """A row that belongs to exactly one run, for ever.

    The key is the run's number, not its UUID: a million rows and their index stay half the
    size. It has no index of its own: the composite index of each model begins with it.
    """

    run = models.ForeignKey(
        Run, models.PROTECT, to_field="number", related_name="+", db_index=False, editable=False
    )

    objects = OneRun()

    class Meta:
        abstract = True


def write_rows(
    run: Run, model: type[RunRow], columns: Mapping[str, Column], tell: Tell = to_nobody
) -> int:
    """Add rows to a run, column by column, and say how many; `tell` hears it in between.

    Sort them by the model's index beforehand: it saves a third of the time at a million rows.
    """
    return insert_columns(model, {"run": run.number, **columns}, tell)
