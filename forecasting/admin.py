"""The planner's uplifts in admin."""

from django.contrib import admin

from catalog.admin import RememberedAdmin
from forecasting.models import Uplift


@admin.register(Uplift)
class UpliftAdmin(RememberedAdmin):
    list_display = ["__str__", "percent", "reason", "until"]
    list_filter = ["category"]
    list_select_related = ["product", "category"]
    search_fields = ["product__sku", "product__name", "category__name", "reason"]
    autocomplete_fields = ["product", "category"]
