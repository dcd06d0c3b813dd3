"""What a forecast is asked with: checked once, kept with the run, read again to verify it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from forecasting.methods import CLASSIC, DEFAULT, OFFERED
from runs.errors import Refused

LEAD_TIME_DAYS = 14
HORIZON = (4, 26)
CAMPAIGN_LENGTH = 64


@dataclass(frozen=True)
class Parameters:
    """`lead_time_days` None: each supplier's own, else two weeks; `service_level` None: by ABC."""

    method: str = DEFAULT
    lead_time_days: int | None = None
    coverage_weeks: Decimal = Decimal(4)
    safety_weeks: Decimal = Decimal(1)
    min_weeks_history: int = 1
    reference_day: date | None = None
    horizon_weeks: int = 8
    service_level: Decimal | None = None
    campaign: str = ""

    @classmethod
    def checked(cls, given: Mapping[str, Any]) -> "Parameters":
        """As a form or a command gives them; what is left out or None is the default."""
        names = {field.name for field in fields(cls)}
        wanted = {name: value for name, value in given.items() if name in names}
        wanted = {name: value for name, value in wanted.items() if value not in (None, "")}
        for name in ("coverage_weeks", "safety_weeks", "service_level"):
            if name in wanted:
                wanted[name] = _decimal(wanted[name])
        wanted.setdefault("reference_day", timezone.localdate())
        parameters = cls(**wanted)
        parameters._refuse_what_cannot_be()
        return parameters

    def _refuse_what_cannot_be(self) -> None:
        if self.method not in OFFERED:
            _refuse(
                _("there is no method “%(method)s”. Choose one of: %(methods)s")
                % {"method": self.method[:40], "methods": ", ".join(OFFERED)}
            )
        if self.lead_time_days is not None and not 0 <= self.lead_time_days <= 730:
            _refuse(_("the lead time is between 0 and 730 days"))
        if not Decimal("0.5") <= self.coverage_weeks <= 104:
            _refuse(_("the coverage is between 0.5 and 104 weeks"))
        if not 0 <= self.safety_weeks <= 104:
            _refuse(_("the safety is between 0 and 104 weeks"))
        if not 1 <= self.min_weeks_history <= 104:
            _refuse(_("the least history is between 1 and 104 weeks"))
        if not HORIZON[0] <= self.horizon_weeks <= HORIZON[1]:
            _refuse(_("the horizon is between %s and %s weeks") % HORIZON)
        if self.service_level is not None and not Decimal("0.5") <= self.service_level < 1:
            _refuse(_("the service level is between 0.5 and 0.9999"))
        if len(self.campaign) > CAMPAIGN_LENGTH or "\0" in self.campaign:
            _refuse(_("the campaign has more than %s characters") % CAMPAIGN_LENGTH)
        if not 2000 <= self.reference_day.year < 2100:
            _refuse(_("the reference day is between the years 2000 and 2099"))

    @property
    def protection(self) -> Fraction:
        """Weeks that must be covered, where nobody says another lead time; the classic methods
        add their safety to it."""
        days = LEAD_TIME_DAYS if self.lead_time_days is None else self.lead_time_days
        weeks = Fraction(self.coverage_weeks) + Fraction(days, 7)
        return weeks + Fraction(self.safety_weeks) if self.method in CLASSIC else weeks

    def as_json(self) -> dict[str, Any]:
        return {
            name: value if value is None or isinstance(value, int) else str(value)
            for name, value in asdict(self).items()
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Parameters":
        """Those a run was asked with."""
        return cls.checked({**kept, "reference_day": date.fromisoformat(kept["reference_day"])})


def _decimal(value: Any) -> Decimal:
    """A number of at most four decimals: what is kept is what was meant."""
    try:
        number = Decimal(str(value))
        kept = round(number, 4)  # of what is infinite or absurdly large there is none
    except InvalidOperation:
        _refuse(_("“%s” is no number") % str(value)[:40])
    if number.is_nan():
        _refuse(_("“%s” is no number") % str(value)[:40])
    if number != kept:
        _refuse(_("“%s” has more than four decimals") % str(value)[:40])
    return number


def _refuse(why: str) -> None:
    raise Refused(_("Nothing was computed: %(why)s.") % {"why": why})
