"""A page without a browser or Streamlit: over the figures of a small world, or over a view that a test made."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from importlib import import_module
from typing import Any, cast

from documents import html as markup
from documents.page import Choice, Columns, Folded, Link, Page, Part, Popover, Row, Section, Switch, Tasks
from documents.sheet import Chart, Figure, Figures, Table, Words
from screen.address.address import Address
from screen.view.compute import Compute
from screen.view.view import View
from tests.asking import SHIPPED, asker, filters_of
from tests.naive.world import Asked, World

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)

Names = Mapping[str, Mapping[str, str]]
TO_ROWS = re.compile(r'<a href="lists\?[^"]*">(.*?)</a>')


def view_of(
    names: Names, world: World, role: str = "coordination", noted: list[str] | None = None, **asked: Any
) -> View:
    """What a user of a role sees of a world at NOW; an agency's user is of A1. `noted` takes what is logged."""
    grants: dict[str, Any] = {"agency": {"agency": "A1"}, "ministry": {"ministry": "M"}}
    filters = filters_of(world, Asked(as_of=NOW, at=NOW, role=role, **grants.get(role, {}), **asked))
    ask, notes = asker(world), [] if noted is None else noted
    return View(
        compute=computing(lambda indicator, *given, **named: indicator(ask, filters, *given, **named)),
        address=Address(filters, "all", False),
        names=names,
        now=NOW,
        note=lambda event, what, cases=(), recipient="": notes.append(f"{event} {what}"),
        settings=SHIPPED,
    )


def computing(compute: Callable[..., Any]) -> Compute:
    """A function of an indicator and its arguments as what a view computes with."""
    return cast(Compute, compute)


def found_in(known: Mapping[Any, Any]) -> Compute:
    """Gives made figures by indicator, whatever its arguments."""

    def found(indicator: Any, *_arguments: Any, **_named: Any) -> Any:
        assert indicator in known, "this grant may not even ask for this"
        return known[indicator]

    return computing(found)


def page_drawn(page: str, view: View, /, **parameters: str | Sequence[str]) -> Page:
    """The page of this name with the parameters of its address."""
    given = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in parameters.items()}
    shown: Page = import_module(f"pages.{page}").page(replace(view, address=replace(view.address, page=given)))
    return shown


def html(page: Page) -> str:
    """All that the page shows as HTML, what is folded away too, without the links of counts to their rows."""
    if page.notice:
        return markup.notice(page.notice)
    return TO_ROWS.sub(r"\1", _all_html(page))


def _all_html(page: Page) -> str:
    return "\n".join([markup.headline(page.lead, page.title, page.below, page.link), *map(_html, every(page.parts))])


def every(parts: Sequence[Part]) -> Iterator[Part]:
    """All parts, in the order in which they are read; what holds others comes before them."""
    for part in parts:
        yield part
        if isinstance(part, Section | Row | Folded | Popover):
            yield from every(part.parts)
        elif isinstance(part, Columns):
            for column in part.columns:
                yield from every(column)
        elif isinstance(part, Chart) and part.numbers:
            yield part.numbers


def charts(page: Page) -> list[Chart]:
    """The charts of the page."""
    return [part for part in every(page.parts) if isinstance(part, Chart)]


def choice(page: Page, parameter: str) -> Choice:
    """The choice that sets this parameter."""
    [found] = [part for part in every(page.parts) if isinstance(part, Choice) and part.parameter == parameter]
    return found


def switches(page: Page) -> dict[str, bool]:
    """The switches of the page, by value: whether each is on."""
    return {part.value: part.on for part in every(page.parts) if isinstance(part, Switch)}


def links(page: Page) -> list[Link]:
    """The links to other pages, those of tasks too."""
    tasks = [task.link for part in every(page.parts) if isinstance(part, Tasks) for task in part.tasks if task.link]
    return [*(part for part in every(page.parts) if isinstance(part, Link)), *tasks]


def tile_html(figure: Figure) -> str:
    """A tile as HTML, without the links of counts to their rows."""
    return TO_ROWS.sub(r"\1", markup.tile(figure, _explain, "light"))


def logged(page: Page) -> list[str]:
    """What the access log keeps of the case rows that the page shows."""
    return [part.logged for part in every(page.parts) if isinstance(part, Section) and part.logged]


def _html(part: Part) -> str:
    if isinstance(part, Section):
        return markup.heading_of(part, _explain)
    match part:
        case Words():
            said = markup.words(part)
        case Table():
            said = markup.table(part, _explain)
        case Figures():
            said = markup.tiles(part, _explain, "light")
        case Tasks():
            said = markup.tasks(part, lambda link: link.page)
        case Chart():
            said = f'<img alt="{escape(part.recipe.alt)}">'
        case _:
            said = ""
    return said


def _explain(key: str) -> tuple[str, str]:
    return f"definition of {key}", f"explain?indicator={key}"
