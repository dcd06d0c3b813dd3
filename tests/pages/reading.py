"""Pages as people read them: tables as rows of words, figures, notes and links."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.test.html import Element, parse_html

Row = dict[str, str]


def root(response: HttpResponse) -> Element:
    """The page; HTML that is not well formed raises."""
    return parse_html(response.content.decode())


def every(part: Element, name: str = "", **wanted: str) -> Iterator[Element]:
    """Elements with this name and these attributes (`class_`: one of its classes)."""
    for child in part.children:
        if isinstance(child, str):
            continue
        attributes = dict(child.attributes)
        classes = (attributes.get("class") or "").split()
        css = wanted.get("class_")
        others = {key: value for key, value in wanted.items() if key != "class_"}
        if (
            (not name or child.name == name)
            and (css is None or css in classes)
            and others.items() <= attributes.items()
        ):
            yield child
        yield from every(child, name, **wanted)


def one(part: Element, name: str = "", **wanted: str) -> Element:
    (found,) = every(part, name, **wanted)
    return found


def words(part: Element | str) -> str:
    if isinstance(part, str):
        return part
    return " ".join(" ".join(words(child) for child in part.children).split())


def content(response: HttpResponse) -> Element:
    """What the page itself says, without menus."""
    return one(root(response), class_="fd-page")


def table(response: HttpResponse, name: str = "rows") -> list[Row]:
    """The rows of a listing, by their headings."""
    return rows_of(one(root(response), "section", id=name))


def rows_of(part: Element) -> list[Row]:
    headings = [words(heading) for heading in every(part, "th", scope="col")]
    cells = [list(every(row, "td")) for row in every(part, "tr")]
    return [dict(zip(headings, map(words, row), strict=True)) for row in cells if row]


def figures(response: HttpResponse) -> Row:
    """The KPIs by their names."""
    return {
        words(one(kpi, "dt")): words(next(every(kpi, "dd")))
        for kpi in every(root(response), class_="fd-kpi")
    }


def hints(response: HttpResponse) -> Row:
    """What stands below the KPIs, by their names."""
    return {
        words(one(kpi, "dt")): words(hint)
        for kpi in every(root(response), class_="fd-kpi")
        for hint in every(kpi, "dd", class_="fd-kpi-hint")
    }


def alerts(response: HttpResponse) -> list[str]:
    return [words(note) for note in every(content(response), role="alert")]


def links(part: Element) -> dict[str, str]:
    return {words(link): dict(link.attributes).get("href", "") for link in every(part, "a")}


def addresses(part: Element, beginning: str = "") -> list[str]:
    """Where the links of a page lead, those that begin so."""
    found = [dict(link.attributes).get("href", "") for link in every(part, "a")]
    return [address for address in found if address.startswith(beginning)]
