"""Badges in templates: {{ run|status_badge }}, {{ run|outcome_badge }}, {% badge text tone %},
{% signed delta %}."""

from django import template
from django.utils.safestring import SafeString

from runs import tables
from runs.models import Run

register = template.Library()
register.simple_tag(tables.badge)
register.simple_tag(tables.signed)


@register.filter
def status_badge(run: Run) -> SafeString:
    return tables.badge(run.get_status_display(), tables.TONES[run.status])


@register.filter
def outcome_badge(run: Run) -> SafeString:
    return tables.badge(run.get_outcome_display(), tables.TONES[run.outcome])
