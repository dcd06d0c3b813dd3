"""What describes a run, as a form asks for it."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from runs.models import Run
from runs.workflow import DRAFT, SIMULATED, Step


def _text(name: str, label: Promise, **kwargs) -> forms.CharField:
    length = Run._meta.get_field(name).max_length
    return forms.CharField(label=label, max_length=length, required=False, **kwargs)


class AboutForm(forms.Form):
    """The descriptive fields of a run; all are optional."""

    folio = _text("folio", _("Folio"))
    responsable = _text("responsable", _("Responsable"))
    categoria = _text("categoria", _("Category"))
    fecha_doc = forms.DateField(
        label=_("Document date"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    store_filter = _text(
        "store_filter",
        _("Store filter"),
        help_text=_("Only these stores get a distribution; several: with commas."),
    )
    notes = _text("notes", _("Notes"), widget=forms.Textarea(attrs={"rows": 3}))

    def about(self) -> dict:
        """What was said, as the services take it."""
        names = ("folio", "responsable", "categoria", "fecha_doc", "store_filter", "notes")
        return {name: self.cleaned_data[name] for name in names}


class ResultForm(AboutForm):
    """What describes a run of results, which may be generated to see what it would give."""

    simulate = forms.BooleanField(
        label=_("Simulation"),
        required=False,
        help_text=_("The run begins as simulated, not as a draft. Neither touches the stock."),
    )

    def status(self) -> str:
        """How the run is to be born."""
        return SIMULATED if self.cleaned_data["simulate"] else DRAFT


class StepForm(forms.Form):
    """What a step asks for: a note, or a required reason; for a submission its urgency."""

    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"),
        choices=Run.Urgency.choices,
        initial=Run.Urgency.MEDIUM,
        required=False,
    )

    def __init__(self, step: Step, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if step.needs_note:
            self.fields["note"].label = _("Reason")
            self.fields["note"].widget.attrs["required"] = True
        if step.name != "submit":
            del self.fields["urgency"]
