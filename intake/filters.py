"""What the tables of rejected rows can be narrowed by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from intake.models import RejectedRow
from intake.reasons import OF_ROWS


class FindingFilter(filters.FilterSet):
    reason = filters.ChoiceFilter(choices=list(OF_ROWS.items()), label=_("Reason"))

    class Meta:
        model = RejectedRow
        fields = []
