"""Every execution is a run; what belongs to it is a row of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from runs.workflow import STEPS


class RunNumber(models.Model):
    """The database's own sequence of runs: their order, which no clock can change."""

    class Meta:
        verbose_name = _("run number")
        verbose_name_plural = _("run numbers")

    def __str__(self) -> str:
        return str(self.pk)


class RunQuerySet(models.QuerySet):
    def completed(self) -> "RunQuerySet":
        return self.filter(outcome=Run.Outcome.COMPLETED)

    def usable(self) -> "RunQuerySet":
        """What may be shown as current or built upon: completed and not archived."""
        return self.completed().exclude(status=Run.Status.ARCHIVED)

    def of_type(self, run_type: str) -> "RunQuerySet":
        return self.filter(run_type=run_type)


class Run(models.Model):
    """One execution: an upload, a distribution or a purchase forecast, with all it was made from.

    `status` is the workflow people steer; `outcome` is how the processing went.
    """

    class Type(models.TextChoices):
        SALES_UPLOAD = "sales_upload", _("Sales upload")
        STOCK_UPLOAD = "stock_upload", _("Stock upload")
        DISTRIBUTION = "distribution", _("Distribution")
        FORECAST_V2 = "forecast_v2", _("Purchase forecast")

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        SIMULATED = "SIMULATED", _("Simulated")
        APPROVED = "APPROVED", _("Approved")
        EXECUTED = "EXECUTED", _("Executed")
        ARCHIVED = "ARCHIVED", _("Archived")

    class Outcome(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        COMPLETED = "completed", _("Completed")
        FAILED = "failed", _("Failed")

    class Urgency(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        URGENT = "urgent", _("Urgent")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveBigIntegerField(_("number"), unique=True, editable=False)
    run_type = models.CharField(_("type"), max_length=20, choices=Type)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.QUEUED, db_index=True
    )
    error = models.TextField(_("error"), blank=True)
    is_active = models.BooleanField(pgettext_lazy("run", "active"), default=False)

    created_at = models.DateTimeField(
        pgettext_lazy("run", "created"), default=timezone.now, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("created by"), related_name="runs"
    )
    folio = models.CharField(_("folio"), max_length=64, blank=True)
    responsable = models.CharField(_("responsable"), max_length=128, blank=True)
    categoria = models.CharField(_("category"), max_length=128, blank=True)
    store_filter = models.CharField(_("store filter"), max_length=255, blank=True)
    fecha_doc = models.DateField(_("document date"), null=True, blank=True)
    mode = models.CharField(_("mode"), max_length=32, blank=True)
    model_name = models.CharField(_("model"), max_length=128, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    metadata = models.JSONField(_("metadata"), default=dict, blank=True)

    urgency = models.CharField(_("urgency"), max_length=6, choices=Urgency, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("submitted by"),
        related_name="+",
    )
    submit_note = models.TextField(_("note for the approver"), blank=True)

    sources = models.ManyToManyField(
        "self", through="RunSource", symmetrical=False, related_name="children"
    )
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    file_sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    software_version = models.CharField(_("software version"), max_length=32, blank=True)
    attempt = models.PositiveIntegerField(default=0, editable=False)
    worker = models.CharField(max_length=64, blank=True, editable=False)  # see services/presence
    progress = models.JSONField(default=dict, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)  # updates of its rows
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    duration = models.DurationField(_("duration"), null=True, blank=True)

    row_count = models.PositiveBigIntegerField(_("rows"), default=0)
    rejected_count = models.PositiveBigIntegerField(_("rejected rows"), default=0)
    ignored_count = models.PositiveBigIntegerField(_("ignored rows"), default=0)
    units = models.BigIntegerField(_("units"), default=0)
    skus = models.PositiveIntegerField(_("SKUs"), default=0)
    stores = models.PositiveIntegerField(_("stores"), default=0)
    warnings = models.JSONField(_("warnings"), default=list, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["run_type", "-number"], name="run_newest_of_type"),
            models.Index(
                fields=["submitted_at"],
                condition=Q(submitted_at__isnull=False),
                name="run_waiting_for_approval",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["run_type"], condition=Q(is_active=True), name="run_one_active_per_type"
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(outcome="completed") & ~Q(status="ARCHIVED"),
                name="run_active_is_usable",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(status__in=["DRAFT", "SIMULATED"]),
                name="run_submitted_is_open",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["DRAFT", "SIMULATED", "APPROVED", "EXECUTED", "ARCHIVED"]),
                name="run_status_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["queued", "running", "completed", "failed"]),
                name="run_outcome_known",
            ),
        ]
        permissions = [
            ("upload_run", _("Can upload sales and stock")),
            ("generate_run", _("Can generate distributions and forecasts")),
            ("submit_run", _("Can submit runs for approval")),
            ("activate_run", _("Can activate runs")),
            ("change_status_run", _("Can change the status of runs")),
        ]

    def __str__(self) -> str:
        return self.label()

    def save(self, *args, **kwargs) -> None:
        if self.number is None:
            self.number = RunNumber.objects.create().pk
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("runs:detail", args=[self.pk])

    def label(self) -> str:
        """`Folio X | Resp Y — 2024-09-01 14:30`, in local time; missing parts are left out."""
        who = [f"Folio {self.folio}"] if self.folio else []
        if self.responsable:
            who.append(f"Resp {self.responsable}")
        when = date_format(timezone.localtime(self.created_at), "Y-m-d H:i")
        return " — ".join([" | ".join(who), when] if who else [when])

    @property
    def short_id(self) -> str:
        return str(self.pk)[:8]

    @property
    def is_finished(self) -> bool:
        return self.outcome in (self.Outcome.COMPLETED, self.Outcome.FAILED)


class RunSource(models.Model):
    """A run was made from another one."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="source_links")
    source = models.ForeignKey(Run, models.PROTECT, related_name="child_links")

    class Meta:
        verbose_name = _("source of a run")
        verbose_name_plural = _("sources of runs")
        constraints = [
            models.UniqueConstraint(fields=["run", "source"], name="run_source_once"),
            models.CheckConstraint(condition=~Q(run=models.F("source")), name="run_not_own_source"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} ← {self.source_id}"


class RunEvent(models.Model):
    """A line of a run's history: who did what, when. Written once, never changed."""

    class Action(models.TextChoices):
        CREATED = "created", _("created")
        STARTED = "started", _("processing started")
        COMPLETED = "completed", _("processing completed")
        FAILED = "failed", _("processing failed")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("cancelled")
        RETRIED = "retried", _("retried")
        HANDED_BACK = "handed_back", _("handed back by a worker that was stopped")
        VERIFYING = "verifying", _("verification asked for")
        SAME = "verified_same", _("verified: the same result")
        DIFFERENT = "verified_different", _("verified: another result")
        UNVERIFIED = "verify_failed", _("verification failed")

    run = models.ForeignKey(Run, models.PROTECT, related_name="events")
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who"))
    action = models.CharField(_("what"), max_length=20)  # an Action, or a step's name
    from_status = models.CharField(_("from"), max_length=10, blank=True)
    to_status = models.CharField(_("to"), max_length=10, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} ({self.by})"

    @property
    def what(self) -> str:
        """What happened, in words."""
        step = STEPS.get(self.action)
        return str(step.label if step else self.Action(self.action).label)

    @property
    def change(self) -> str:
        """From which status to which, in words; nothing where the status stayed."""
        if self.from_status == self.to_status:
            return ""
        words = [Run.Status(s).label for s in (self.from_status, self.to_status) if s]
        return " → ".join(map(str, words))


class KeptResult(models.Model):
    """Something worked out from rows of finished runs, kept for all processes: it may vanish."""

    key = models.CharField(max_length=64, unique=True)
    content = models.JSONField()

    class Meta:
        verbose_name = _("kept result")
        verbose_name_plural = _("kept results")

    def __str__(self) -> str:
        return self.key
