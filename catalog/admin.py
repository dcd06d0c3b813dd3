"""The catalogue in admin."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from catalog.models import Category, Product, Store, StoreAlias
from catalog.resources import FORMATS, AliasResource, ProductResource, StoreResource


class CatalogAdmin(SimpleHistoryAdmin, ModelAdmin, ImportExportModelAdmin):
    """Imported and exported as small files; every change is remembered."""

    formats = FORMATS
    import_form_class = ImportForm
    export_form_class = ExportForm

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """A past state is only shown: simple-history would save it for whoever may look at it."""
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)


class KeptAdmin(CatalogAdmin):
    """What runs refer to is never deleted."""

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Product)
class ProductAdmin(KeptAdmin):
    resource_classes = [ProductResource]
    list_display = ["sku", "name", "category", "is_merchandise", "is_active"]
    list_filter = ["category", "is_merchandise", "is_active"]
    list_select_related = ["category"]
    search_fields = ["sku", "name"]
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        return ["sku"] if obj else []


class AliasInline(TabularInline):
    model = StoreAlias
    extra = 0


@admin.register(Store)
class StoreAdmin(KeptAdmin):
    resource_classes = [StoreResource]
    list_display = ["name", "code", "type", "is_active", "merged_into"]
    list_filter = ["type", "is_active"]
    list_select_related = ["merged_into"]
    search_fields = ["name", "code", "aliases__alias"]
    readonly_fields = ["merged_into"]
    inlines = [AliasInline]
    actions = ["merge"]

    @admin.action(description=_("Make it another name of a store…"), permissions=["change"])
    def merge(self, request, stores):
        """Leads to the page that asks which store is meant, for one at a time."""
        return redirect(f"{reverse('stock:merge')}?store={stores.first().pk}")


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
