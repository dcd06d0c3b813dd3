"""The catalogue in admin."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from catalog.models import Category, Product, Store, StoreAlias, Supplier
from catalog.resources import (
    FORMATS,
    AliasResource,
    ProductResource,
    StoreResource,
    SupplierResource,
)


class RememberedAdmin(SimpleHistoryAdmin, ModelAdmin):
    """Every change is remembered."""

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """A past state is only shown: simple-history would save it for whoever may look at it."""
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)


class CatalogAdmin(RememberedAdmin, ImportExportModelAdmin):
    """Imported and exported as small files."""

    formats = FORMATS
    import_form_class = ImportForm
    export_form_class = ExportForm

    def export_action(self, request):
        """A filter that makes no sense leads to the list, as in the list itself: not to a 500."""
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


class KeptAdmin(CatalogAdmin):
    """What runs refer to is never deleted."""

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Product)
class ProductAdmin(KeptAdmin):
    resource_classes = [ProductResource]
    list_display = [
        "sku",
        "name",
        "category",
        "supplier",
        "unit_cost",
        "is_merchandise",
        "is_active",
    ]
    list_filter = ["category", "supplier", "is_merchandise", "is_active"]
    list_select_related = ["category", "supplier"]
    search_fields = ["sku", "name", "supplier__name"]
    fieldsets = [
        (None, {"fields": ["sku", "name", "category", "is_merchandise", "is_active"]}),
        (_("Purchase"), {"fields": ["supplier", "unit_cost", "pack_size", "moq"]}),
    ]
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        return ["sku"] if obj else []


@admin.register(Supplier)
class SupplierAdmin(KeptAdmin):
    resource_classes = [SupplierResource]
    list_display = ["name", "lead_time_days", "lead_time_spread_days", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]


class AliasInline(TabularInline):
    model = StoreAlias
    extra = 0


@admin.register(Store)
class StoreAdmin(KeptAdmin):
    resource_classes = [StoreResource]
    list_display = ["name", "code", "type", "is_active"]
    list_filter = ["type", "is_active"]
    search_fields = ["name", "code", "aliases__alias"]
    inlines = [AliasInline]


@admin.register(StoreAlias)
class AliasAdmin(CatalogAdmin):
    resource_classes = [AliasResource]
    list_display = ["alias", "store"]
    list_filter = ["store"]
    list_select_related = ["store"]
    search_fields = ["alias", "store__name"]
    autocomplete_fields = ["store"]


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ["name"]
    search_fields = ["name"]
