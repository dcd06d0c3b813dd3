"""What every form that takes a file has in common."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.services import CREATE, FAIL


class FileForm(forms.Form):
    unknown_stores = forms.ChoiceField(
        label=_("Stores the catalogue does not know"),
        choices=[
            (FAIL, _("Stop and list them")),
            (CREATE, _("Create them as new stores")),
        ],
        initial=FAIL,
        required=False,
        help_text=_("A store that is only spelled differently wants an alias, not a new store."),
    )
    again = forms.BooleanField(
        label=_("Load it even if this very file was loaded before"), required=False
    )

    def given(self) -> dict:
        """What was said beside the file, as JSON can hold it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in said.items()}

    def clean_unknown_stores(self) -> str:
        return self.cleaned_data["unknown_stores"] or FAIL
