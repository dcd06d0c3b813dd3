"""Runs in admin: to look at. They change through their own steps only, and are never deleted."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from runs.models import Run, RunEvent


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

    @admin.display(description=_("from"))
    def from_(self, event: RunEvent) -> str:
        return Run.Status(event.from_status).label if event.from_status else ""

    @admin.display(description=_("to"))
    def to(self, event: RunEvent) -> str:
        return Run.Status(event.to_status).label if event.to_status else ""


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
    exclude = ["progress", "attempt"]
