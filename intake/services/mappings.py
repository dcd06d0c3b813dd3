"""What people said of the columns of files, remembered for the next file with that header."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from intake.models import ColumnMapping
from intake.reading import Reading

REMEMBERED = 200  # of a kind of file, the newest


def layout_for(kind: str, said: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """How to read a file of a kind ("" any): what is said of it now, else what is remembered."""
    layout = {name: value for name, value in (said or {}).items() if value}
    if not layout.get("columns") and (remembered := remembered_columns(kind)):
        layout["remembered"] = remembered
    return layout


def layout_of(layout: Mapping[str, Any], reading: Reading | None) -> dict[str, Any]:
    """The part of a layout that a reading needed: a run keeps it, to be read so for ever."""
    if reading is None or "remembered" not in layout:
        return dict(layout)
    used = layout["remembered"].get(reading.signature)
    rest = {name: value for name, value in layout.items() if name != "remembered"}
    return rest | ({"remembered": {reading.signature: used}} if used else {})


def remembered_columns(kind: str) -> dict[str, dict[str, str]]:
    mappings = ColumnMapping.objects.all()
    mappings = (mappings.filter(kind=kind) if kind else mappings)[:REMEMBERED]
    return {mapping.signature: mapping.columns for mapping in mappings}


def remember_columns(
    kind: str, signature: str, headers: list[str], columns: Mapping[str, str], by: AbstractBaseUser
) -> None:
    """Keep what was said of the columns under a header, in the place of what was said before."""
    ColumnMapping.objects.update_or_create(
        kind=kind,
        signature=signature,
        defaults={"headers": headers[:200], "columns": dict(columns), "changed_by": by},
    )
