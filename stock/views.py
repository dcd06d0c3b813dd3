"""The pages of stock."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from intake.services import staged
from runs.views import FormPage, Listing, TablePage, listing
from stock.filters import ProductStockFilter
from stock.forms import StockUploadForm
from stock.queries import orders_run, places_of, products_with_stock
from stock.services import upload_stock
from stock.tables import PlaceStockTable, ProductStockTable


class StockUploadPage(FormPage):
    permission = "runs.upload_run"
    form_class = StockUploadForm
    title = _("Upload stock")
    submit = _("Upload")

    def form_valid(self, form: StockUploadForm) -> HttpResponse:
        given = form.cleaned_data
        with staged(given["file"], given["file"].name) as file:
            run, _read = upload_stock(
                file,
                by=self.request.user,
                place=given["place"],
                mode=given["mode"],
                unknown_stores=given["unknown_stores"],
                again=given["again"],
            )
        messages.success(self.request, gettext("The file was received: run %s.") % run.short_id)
        return redirect(run)


class StockPage(TablePage):
    """Stock now: of all products, or with `?sku=` of one, place by place."""

    permission = "runs.view_run"
    title = _("Stock query")
    table_class = ProductStockTable
    filterset_class = ProductStockFilter
    empty = _("Upload the stock of the CD and of the stores.")

    @cached_property
    def product(self) -> Product | None:
        sku = self.request.GET.get("sku", "")
        if "\0" in sku:  # PostgreSQL would not even look for it
            raise Http404
        return get_object_or_404(Product, sku=sku) if sku else None

    def rows(self) -> QuerySet:
        return products_with_stock(orders_run())

    def listing(self) -> Listing:
        if self.product is None:
            return super().listing()
        return listing(
            self.request,
            places_of(self.product),
            PlaceStockTable,
            empty=_("No stock file has named this product."),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.product:
            kwargs["title"] = str(self.product)
            kwargs["trail"] = [(self.title, reverse("stock:query"))]
        return super().get_context_data(**kwargs)
