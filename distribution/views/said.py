"""What somebody says on a preview, as the form has it: what the file is, what its stores mean."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from catalog.models import Store, plain_name
from catalog.services import StoreDecision
from distribution.services.uploads import KINDS
from intake.models import PendingFile
from intake.reading import Outline

STORE = re.compile(r"store:([0-9]{1,18})")


@dataclass(frozen=True)
class Said:
    """`kind` "" and an empty layout are still to be recognised. `choices` are by name of a store:
    `store:7`, `type:physical`, `ignore`, or "" for none yet."""

    kind: str = ""
    sheet: str = ""
    header_row: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    automatic: dict[str, str] = field(default_factory=dict)  # as the columns were first shown
    choices: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, posted: QueryDict, pending: PendingFile) -> "Said":
        """What the form says; columns of another sheet, row or kind than before say nothing."""
        kind = posted.get("kind", "")
        row = posted.get("header_row", "")
        said = cls(
            kind=kind if kind in KINDS else pending.given["kind"],
            sheet=posted.get("sheet", "")[:64],
            header_row=int(row) if row.isdecimal() and len(row) < 8 else None,
            choices=dict(
                zip(posted.getlist("store-name"), posted.getlist("store-choice"), strict=False)
            ),
        )
        places = ("kind", "sheet", "header_row")
        if all(posted.get(name, "") == posted.get(f"was-{name}", "") for name in places):
            return replace(
                said, columns=_by(posted, "column-"), automatic=_by(posted, "was-column-")
            )
        is_same_place = all(posted.get(n) == posted.get(f"was-{n}") for n in ("kind", "sheet"))
        return said if is_same_place else replace(said, header_row=None)

    def layout(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "header_row": self.header_row, "columns": self.columns}

    def as_seen(self, outline: Outline) -> "Said":
        """With what was recognised in the place of what was not said."""
        columns = {name: outline.mapping.get(name, "") for name in outline.fields}
        return replace(
            self,
            sheet=outline.sheet,
            header_row=outline.header_row,
            columns=self.columns or columns,
            automatic=self.automatic or columns,
        )

    def chosen(self, offered: dict[str, str]) -> "Said":
        """With what is offered for names that nothing was chosen for."""
        return replace(self, choices=offered | {n: c for n, c in self.choices.items() if c})

    @property
    def is_corrected(self) -> bool:
        return self.columns != self.automatic

    def decisions(self) -> list[StoreDecision]:
        """What was chosen for names, those without a choice left out."""
        found = []
        for name, choice in self.choices.items():
            if match := STORE.fullmatch(choice):
                found.append(StoreDecision(name, store=int(match[1])))
            elif choice.removeprefix("type:") in Store.Type.values:
                found.append(StoreDecision(name, type=choice.removeprefix("type:")))
            elif choice == "ignore":
                found.append(StoreDecision(name))
        return found

    def decided(self) -> dict[str, str | None]:
        """The store's own name by name, as the decisions would have it."""
        decisions = self.decisions()
        own = dict(
            Store.objects.filter(pk__in=[d.store for d in decisions if d.store]).values_list(
                "pk", "name"
            )
        )
        return {
            d.name: own.get(d.store) if d.store else plain_name(d.name) if d.type else None
            for d in decisions
            if not d.store or d.store in own
        }


def _by(posted: QueryDict, prefix: str) -> dict[str, str]:
    return {
        key.removeprefix(prefix): posted[key][:255]
        for key in posted
        if key.startswith(prefix) and len(key) < 40
    }
