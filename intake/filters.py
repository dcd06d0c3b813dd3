"""What the tables of rejected rows can be narrowed by."""

from collections.abc import Iterator
from typing import Any

import django_filters as filters
from django.db.models import Count
from django.utils.choices import CallableChoiceIterator
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from intake.models import RejectedRow
from intake.reasons import OF_ROWS


class FindingFilter(filters.FilterSet):
    """Any reason may be asked for; those that there are are offered, each with its rows."""

    reason = filters.ChoiceFilter(choices=list(OF_ROWS.items()), label=_("Reason"))

    class Meta:
        model = RejectedRow
        fields = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.form.fields["reason"]
        any_reason = next(iter(field.choices))
        field.widget.choices = CallableChoiceIterator(lambda: [any_reason, *self._found()])

    def _found(self) -> Iterator[tuple[str, str]]:
        counted = self.queryset.order_by().values_list("reason").annotate(Count("pk"))
        rows = {self.data.get("reason"): 0} | dict(counted)
        for code, reason in OF_ROWS.items():
            if code in rows:
                yield code, f"{reason} ({localize(rows[code])})"
