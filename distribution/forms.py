"""The forms that lead to a distribution."""

from django import forms
from django.db.models import Q
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from distribution.models import Mode
from runs.forms import ResultForm
from runs.models import Run
from runs.queries import begins_with, selectable_runs
from sales.forms import SalesUploadForm
from stock.forms import StockUploadForm


def _mode() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Analysis mode"), choices=Mode.choices, initial=Mode.SMA3_MIN3, required=False
    )


class UploadForm(SalesUploadForm, ResultForm):
    """A sales file, and if wanted its distribution in the same step."""

    field_order = (*SalesUploadForm.field_order, "generate", "mode", "simulate")

    continues = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    generate = forms.BooleanField(
        label=_("Generate the distribution as soon as the sales are loaded"),
        required=False,
        initial=True,
    )
    mode = _mode()

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or Mode.SMA3_MIN3


class SalesConfirmForm(UploadForm):
    """The last word on sales that were looked at: the file and its stores are decided."""

    file = None
    unknown_stores = None


class StockConfirmForm(StockUploadForm):
    """The last word on stock that was looked at."""

    file = None
    place = None
    unknown_stores = None
    is_stock = forms.BooleanField(
        label=_("It is stock, even if it has stores and several days, as sales have"),
        required=False,
    )


class SalesRunChoice(forms.ModelChoiceField):
    def label_from_instance(self, run: Run) -> str:
        return f"{run.label()} · {run.file_name} · {localize(run.units)} u."


class DistributionForm(ResultForm):
    field_order = ("sales_run", "mode", "simulate")

    sales_run = SalesRunChoice(label=_("Sales"), queryset=Run.objects.none(), empty_label=None)
    mode = _mode()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        asked = str(self.data.get("sales_run") or self.initial.get("sales_run") or "")
        newest = selectable_runs(Run.Type.SALES_UPLOAD).values_list("pk", flat=True)
        usable = Run.objects.usable().of_type(Run.Type.SALES_UPLOAD)
        self.fields["sales_run"].queryset = usable.filter(
            Q(pk__in=list(newest)) | begins_with(asked)
        )
        for name in ("folio", "responsable", "categoria", "fecha_doc", "store_filter"):
            self.fields[name].help_text = _("Left empty: as in the sales run.")

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or Mode.SMA3_MIN3
