"""The pages of runs, and what every page is made from."""

from runs.views.base import FormPage, Page, TablePage, refusal_page, shell_context
from runs.views.listing import Listing, listing, section_listing
from runs.views.parts import BarChart, Kpi, Tab, tabs_of, with_units

__all__ = [
    "BarChart",
    "FormPage",
    "Kpi",
    "Listing",
    "Page",
    "Tab",
    "TablePage",
    "listing",
    "refusal_page",
    "section_listing",
    "shell_context",
    "tabs_of",
    "with_units",
]
