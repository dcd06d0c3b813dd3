"""What describes a run, as a form asks for it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from runs.models import Run


def _text(name: str, **kwargs) -> forms.CharField:
    field = Run._meta.get_field(name)
    return forms.CharField(
        label=field.verbose_name, max_length=field.max_length, required=False, **kwargs
    )


class AboutForm(forms.Form):
    """The descriptive fields of a run; all are optional."""

    folio = _text("folio")
    responsable = _text("responsable")
    categoria = _text("categoria")
    fecha_doc = forms.DateField(
        label=Run._meta.get_field("fecha_doc").verbose_name,
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    store_filter = _text(
        "store_filter", help_text=_("Only these stores get a distribution; several: with commas.")
    )
    notes = _text("notes", widget=forms.Textarea(attrs={"rows": 3}))

    def about(self) -> dict:
        """What was said, as the services take it."""
        names = ("folio", "responsable", "categoria", "fecha_doc", "store_filter", "notes")
        return {name: self.cleaned_data[name] for name in names}
