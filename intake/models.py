"""Files that came in, and the rows of them that were not loaded or deserve a look."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from runs.rows import RunRow


class SourceFile(models.Model):
    """A file as it was uploaded, kept under its SHA-256. Runs refer to it by that."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("uploaded by"), related_name="+"
    )

    class Meta:
        verbose_name = _("source file")
        verbose_name_plural = _("source files")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class FileRow(RunRow):
    """A row, or one cell, of an uploaded file, and what is to be said of it."""

    sheet = models.CharField(_("sheet"), max_length=64, blank=True)
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=255, blank=True)
    value = models.CharField(_("value"), max_length=255, blank=True)
    reason = models.CharField(_("reason"), max_length=40)
    text = models.CharField(_("reason"), max_length=255)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["run", "row"], name="%(class)s_of_run")]


class RejectedRow(FileRow):
    """What was not loaded."""

    class Meta(FileRow.Meta):
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")


class WarnedRow(FileRow):
    """What was loaded as it stands, and should be looked at."""

    class Meta(FileRow.Meta):
        verbose_name = _("row with a warning")
        verbose_name_plural = _("rows with a warning")
