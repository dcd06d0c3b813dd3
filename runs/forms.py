"""What describes a run, as a form asks for it; and how forms ask."""

from django import forms
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from runs.models import Run
from runs.workflow import DRAFT, SIMULATED, Step


def _text(name: str, label: Promise, **kwargs) -> forms.CharField:
    length = Run._meta.get_field(name).max_length
    return forms.CharField(label=label, max_length=length, required=False, **kwargs)


class LongSelect(forms.Select):
    """A choice of many: written at once, where Django renders a template for each option."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) == chosen else "", text)
                for key, text in self.choices
            ),
        )
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(given), options)


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
