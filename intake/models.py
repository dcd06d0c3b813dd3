"""Files that came in, and the rows of them that were not loaded or deserve a look."""

import uuid

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


class PendingFile(models.Model):
    """A file that was sent to be looked at: nothing else of it is stored until it is loaded."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    given = models.JSONField(default=dict)  # what the form said beside the file
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("file to be looked at")
        verbose_name_plural = _("files to be looked at")
        ordering = ["uploaded_at"]

    def __str__(self) -> str:
        return self.name


class ColumnMapping(models.Model):
    """What somebody said of the columns of a file: it holds for files with the same header."""

    kind = models.CharField(_("kind of file"), max_length=10)
    signature = models.CharField(max_length=64)
    headers = models.JSONField(_("headers"), default=list)
    columns = models.JSONField(_("columns"), default=dict)  # header by field; "" is no column
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("changed by"), related_name="+"
    )

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "signature"], name="mapping_of_header_once")
        ]

    def __str__(self) -> str:
        return ", ".join(self.headers)[:100]


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
