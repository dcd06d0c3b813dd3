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
from intake.services import set_aside, staged
from runs.models import Run
from runs.views import FormPage, Listing, TablePage, listing
from stock.filters import ProductStockFilter
from stock.forms import MergeForm, StockUploadForm
from stock.queries import orders_run, places_of, products_with_stock
from stock.services import merge_store, run_to_continue, upload_stock
from stock.tables import PlaceStockTable, ProductStockTable


class StockUploadPage(FormPage):
    """With the button *Look at it*, the first of three steps; without it, all in one."""

    permission = "runs.upload_run"
    form_class = StockUploadForm
    template_name = "stock/upload.html"
    title = _("Upload stock")

    @cached_property
    def before(self) -> Run | None:
        """The run whose rejected cells were corrected, if the file is to do that."""
        asked = self.request.POST.get("continues") or self.request.GET.get("continues")
        return run_to_continue(asked) if asked else None

    def get_initial(self) -> dict[str, Any]:
        if not self.before:
            return {}
        how = {name: self.before.parameters[name] for name in ("place", "mode")}
        return {"continues": str(self.before.pk), **how}

    def get_form(self, form_class: type[StockUploadForm] | None = None) -> StockUploadForm:
        """What corrects a run is of the place, and in the mode, of that run."""
        form = super().get_form(form_class)
        if not self.before:
            form.fields.pop("continues")
            return form
        for name in ("place", "mode"):
            form.fields[name].disabled = True
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(continues=self.before, **kwargs)

    def form_valid(self, form: StockUploadForm) -> HttpResponse:
        given = form.cleaned_data
        if "preview" in self.request.POST:
            said = {"kind": given["place"], **form.given()}
            file = given["file"]
            pending = set_aside(file, file.name, by=self.request.user, given=said)
            return redirect("preview", pending.pk)
        with staged(given["file"], given["file"].name) as file:
            run, _read = upload_stock(
                file,
                by=self.request.user,
                place=given["place"],
                mode=given["mode"],
                unknown_stores=given["unknown_stores"],
                again=given["again"],
                continues=given.get("continues", ""),
            )
        messages.success(self.request, gettext("The file was received: run %s.") % run.short_id)
        return redirect(run)


class MergePage(FormPage):
    """A store that was created by mistake becomes another name of the right one."""

    permission = "catalog.change_store"
    form_class = MergeForm
    title = _("Make a store another name")
    submit = _("Make it another name")

    def get_initial(self) -> dict[str, Any]:
        return {"store": self.request.GET.get("store", "")}

    def form_valid(self, form: MergeForm) -> HttpResponse:
        store, into = form.cleaned_data["store"], form.cleaned_data["into"]
        merge_store(store, into, by=self.request.user)
        text = gettext("%(store)s is another name of %(into)s now.")
        messages.success(self.request, text % {"store": store, "into": into})
        return redirect("stock:merge")


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
