"""Runs in admin: looked at, and moved by the same steps as everywhere. They are never deleted."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action
from unfold.forms import ActionForm, BaseDialogForm
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from runs.errors import Refused
from runs.models import Run, RunEvent
from runs.services import advance, effects_of, steps_for
from runs.workflow import STEPS, Step


class ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class EventInline(ReadOnly, TabularInline):
    model = RunEvent
    extra = 0
    fields = ["at", "by", "what", "from_", "to", "note"]
    readonly_fields = fields

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("runs.view_run")

    @admin.display(description=_("what"))
    def what(self, event: RunEvent) -> str:
        return event.what

    @admin.display(description=_("from"))
    def from_(self, event: RunEvent) -> str:
        return Run.Status(event.from_status).label if event.from_status else ""

    @admin.display(description=_("to"))
    def to(self, event: RunEvent) -> str:
        return Run.Status(event.to_status).label if event.to_status else ""


class NoteActionForm(ActionForm):
    """The changelist's choice of an action, with the note that some steps need."""

    note = forms.CharField(
        required=False,
        label="",
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": _("Note or reason")}),
    )


class StepDialogForm(BaseDialogForm):
    """What a step would do with this run, and the note it asks for."""

    note = forms.CharField(required=False, label=_("Note or reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.run = Run.objects.get(pk=kwargs["object_id"])
        super().__init__(*args, **kwargs)
        self.fields["note"].widget = UnfoldAdminTextareaWidget()
        effects = effects_of(self.run, self.step)
        self.fields["note"].help_text = " ".join(effects) or _("It does not touch the stock.")


def _move(request: HttpRequest, run: Run, step: Step, note: str) -> None:
    """Take a step with one run, and say how it went in a line of its own."""
    try:
        run = advance(run, step.name, by=request.user, note=note)
    except Refused as refusal:
        messages.error(request, f"{run.short_id} {run.label()}: {refusal}")
    else:
        text = gettext("%(step)s: run %(run)s is now %(status)s.")
        status = run.get_status_display().lower()
        shown = {"step": step.label, "run": run.short_id, "status": status}
        messages.success(request, text % shown)


def _list_action(step: Step) -> Callable:
    """An action of the changelist, which is a POST: the step with each run that was marked."""

    @admin.action(description=step.label, permissions=[step.name])
    def act(model_admin: "RunAdmin", request: HttpRequest, runs: QuerySet) -> None:
        for run in runs.order_by("number"):
            _move(request, run, step, request.POST.get("note", ""))

    act.__name__ = step.name
    return act


def _detail_action(step: Step) -> Callable:
    """An action of one run, in a dialog that shows the effect; only its POST does anything."""
    form_class = type(f"{step.name.title()}DialogForm", (StepDialogForm,), {"step": step})
    dialog = {"title": step.label, "form_class": form_class, "form_submit_text": step.label}

    def act(
        model_admin: "RunAdmin", request: HttpRequest, form: StepDialogForm, object_id: str
    ) -> HttpResponse:
        _move(request, form.run, step, form.cleaned_data["note"])
        response = HttpResponse()
        response["HX-Redirect"] = reverse("admin:runs_run_change", args=[object_id])
        return response

    act.__name__ = f"take_{step.name}"
    return action(
        description=step.label,
        # By the method below: unfold looks for a permission named in full in the database, and
        # that when checking, so that nothing could be migrated into an empty one.
        permissions=[step.name],
        url_path=f"step/{step.name}",
        dialog=dialog,
    )(act)


def _readable(name: str) -> Callable[[Run], SafeString]:
    """A field of JSON as text with its accents: unfold would show them as escapes."""

    @admin.display(description=Run._meta.get_field(name).verbose_name)
    def show(run: Run) -> SafeString:
        text = json.dumps(getattr(run, name), indent=2, ensure_ascii=False, sort_keys=True)
        return format_html('<pre style="white-space: pre-wrap">{}</pre>', text)

    show.__name__ = f"{name}_shown"
    return show


@admin.register(Run)
class RunAdmin(ReadOnly, ModelAdmin):
    list_display = [
        "__str__",
        "run_type",
        "folio",
        "responsable",
        "status",
        "outcome",
        "is_active",
        "units",
        "skus",
        "stores",
    ]
    list_filter = ["run_type", "status", "outcome", "is_active"]
    search_fields = ["id", "folio", "responsable", "categoria", "notes", "file_name"]
    date_hierarchy = "created_at"
    ordering = ["-number"]
    list_select_related = ["created_by"]
    inlines = [EventInline]
    exclude = ["progress", "attempt", "metadata", "parameters", "warnings"]
    readonly_fields = [_readable(name) for name in ("warnings", "parameters", "metadata")]
    action_form = NoteActionForm
    actions = [_list_action(step) for step in STEPS.values()]
    actions_detail = [f"take_{name}" for name in STEPS]

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[UnfoldAction]:
        """Of the steps a user may take, those that lead on from where the run stands."""
        run = self.get_object(request, object_id)
        steps = {f"runs_run_take_{step.name}" for step in steps_for(run, request.user)}
        allowed = super().get_actions_detail(request, object_id)
        return [each for each in allowed if each.action_name in steps]


for _step in STEPS.values():
    setattr(RunAdmin, f"take_{_step.name}", _detail_action(_step))
    setattr(
        RunAdmin,
        f"has_{_step.name}_permission",
        lambda self, request, object_id=None, *, permission=_step.permission: request.user.has_perm(
            permission
        ),
    )
