"""The list that the address names: which it is, what narrows it, and its rows, in the order that is asked for."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from config.codes import (
    CLOSED_REASONS,
    DEADLINE_KINDS,
    HANDOVER_KINDS,
    INVESTIGATION_PHASES,
    OFFENCES,
    RESPONSE_REASONS,
    SECTORS,
)
from documents.page import AllRows, Button, Choice, Part, Row, Section, TextField, options
from documents.sheet import Column, Phrase, Words, table_of
from indicators import lists
from indicators.lists import LISTS, NARROWED_BY, OF_PARTNERS, ONLY_LED_TO, SEARCHED, Found, Listed, Record
from screen.language import vocabulary
from screen.language.formats import count, day, elapsed_words, in_order, out_of, whole_days
from screen.language.words import _
from screen.sections.shared import sentences
from screen.sections.shared.cells import agency_cell, case_cells, in_days, receiver_cells
from screen.sections.shared.counts import LIST, NOBODY
from screen.view.view import View

ROWS_ON_A_PAGE = 50
USUAL = "open"
FARTHEST = 100_000  # days or agencies that an address may name
# what narrows a list
PARAMETERS = (
    *dict.fromkeys(name for names in NARROWED_BY.values() for name in names),
    *("at_least", "below", "with_agencies", "with_sectors", "only_sectors", "rule"),
)
# what each column of the table is ordered by, from left to right; a column without is not
KEYS: Mapping[Record, Sequence[str]] = {
    "cases": ("case_id", "region", "responsible_agency", "opened_at", "closed_at", "age"),
    "handovers": ("case_id", "from_agency", "to_agency", "region", "handed_over_at", "", "waited"),
    "deadlines": ("case_id", "kind", "region", "responsible_agency", "due_on", ""),
}
CODED = ("region", "responsible_agency", "from_agency", "to_agency")
Cell = Callable[[Mapping[Any, Any]], Phrase]


def listed_in_address(view: View) -> tuple[Listed, list[str]]:
    """The list that the address names, and the codes in it that are not known."""
    of = view.chosen(LIST, LISTS, USUAL)
    unknown: list[str] = []
    rules = {rule.code: rule for rule in view.settings.partner_rules}

    def codes(given: str, known: Collection[str]) -> tuple[str, ...]:
        each = [code for code in given.split(",") if code]
        unknown.extend(code for code in each if code not in known)
        return tuple(sorted(code for code in each if code in known))

    like = [(name, codes(view.given(name), _known(LISTS[of], name, view))) for name in NARROWED_BY[LISTS[of]]]
    of_cases, only = LISTS[of] == "cases", view.given("only_sectors")
    found = Listed(
        of,
        like=tuple((name, given[0]) for name, given in like if given),
        at_least=_whole(view.given("at_least")),
        below=_whole(view.given("below")),
        agencies=codes(view.given("with_agencies"), view.names["agency"]) if of_cases else (),
        sectors=codes(view.given("with_sectors"), SECTORS) if of_cases else (),
        only_sectors=codes(only.replace(NOBODY, ""), SECTORS) if only and of_cases else None,
        rule=rules.get(view.given("rule")) if of in OF_PARTNERS else None,
    )
    return found, unknown


def _known(record: Record, name: str, view: View) -> Collection[str]:
    """The codes by which a column may narrow a list."""
    if name == "kind":
        return DEADLINE_KINDS if record == "deadlines" else HANDOVER_KINDS
    known = {
        "closed_reason": CLOSED_REASONS,
        "response_reason": RESPONSE_REASONS,
        "investigation_phase": INVESTIGATION_PHASES,
        "offence": OFFENCES,
    }
    return known.get(name) or (SECTORS if name.endswith("_sector") else view.names["agency"])


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < len(str(FARTHEST))):
        return None
    return int(text)


def choice(listed: Listed) -> Choice:
    """The choice of a list; one that the address narrows is no longer narrowed after another is chosen."""
    names = {of: vocabulary.name("lists", of) for of in LISTS if of not in ONLY_LED_TO or of == listed.of}
    clears = ("page", "order", "search", *PARAMETERS)
    return Choice(LIST, _("List"), options(names), listed.of, USUAL, "list", 420, clears=clears)


def rows(listed: Listed, n: int, view: View) -> Iterator[Part]:
    """The rows with what arranges them, for those who may see any of the `n` that are counted; each look is logged."""
    own = number_of_own(listed, n, view)
    if not own:
        if n:
            yield Words(sentences.none_you_may_see(), kind="note")
        return
    columns, search = _columns(listed, view), view.given("search").strip()
    orders = _orders(listed, columns)
    order = view.chosen("order", orders)
    asked = Found(search, _codes_with(search, listed.record, view), order, _ranks(order.removeprefix("-"), view))
    found = view.compute(lists.number_of_rows, listed, asked) if search else own
    pages = max(1, -(-found // ROWS_ON_A_PAGE))
    page = min(max(_whole(view.given("page")) or 1, 1), pages)
    first = (page - 1) * ROWS_ON_A_PAGE
    shown = view.compute(
        lists.rows, listed, Found(asked.search, asked.codes, order, asked.ranks, first, ROWS_ON_A_PAGE)
    )
    counter = _("{first}–{last} of {n}").format(
        first=count(min(first + 1, found)), last=count(first + len(shown)), n=count(found)
    )
    arrange = (
        TextField("search", _("Search"), search, _("Case number, place or agency"), 300, clears=("page",)),
        Choice("order", _("Order"), options(orders), order, "", "list", 260, clears=("page",)),
        Words(counter if found else out_of(0, own), kind="note"),
        *_turns(page, pages),
    )
    table = table_of(vocabulary.name("lists", listed.of), shown.to_dict("records"), columns)
    nothing = Words(_("Nothing in this list has ‘{words}’ in it.").format(words=search), kind="note")
    name, logged = f"list-{listed.of.replace('_', '-')}", "/".join(("lists", listed.of, *_narrowing(listed)))
    file = AllRows(name, partial(_file, listed, asked, view), logged)
    notes = _about_days(listed, shown, view) if listed.record == "handovers" else ()
    parts = (Row("list-arrange", arrange), *((table, *notes, file) if found else (nothing,)))
    yield Section(name, "", parts, logged=logged, cases=tuple(shown["case_id"]))


def _about_days(listed: Listed, shown: pd.DataFrame, view: View) -> Iterator[Part]:
    """Why the days waited of handovers and their due days may seem to differ."""
    due_today = (shown["due_day"] == view.filters.today) & ~shown["ended"].astype(bool)
    counted = _("Days waited are full days since sending; days past are calendar days since the due day.")
    past = counted if listed.of == "past_target" else ""
    for words in (past, sentences.about_pauses(shown), sentences.until_midnight(due_today)):
        if words:
            yield Words(words, kind="note")


def number_of_own(listed: Listed, n: int, view: View) -> int:
    """How many of the `n` that are counted are in cases that the viewer may see: all for the coordination, of an agency
    its own. Raises NoAccess for those who may see none.
    """
    return n if view.filters.grant.role == "coordination" else view.compute(lists.number_of_rows, listed)


def _narrowing(listed: Listed) -> Iterator[str]:
    """What narrows the list, as the access log keeps it: known codes and numbers, and nothing that was typed."""
    yield from (f"{name}={code}" for name, code in listed.like)
    numbers = {"at_least": listed.at_least, "below": listed.below, "rule": listed.rule and listed.rule.code}
    yield from (f"{name}={value}" for name, value in numbers.items() if value is not None)
    involved = {"with_agencies": listed.agencies, "with_sectors": listed.sectors}
    yield from (f"{name}={','.join(codes)}" for name, codes in involved.items() if codes)
    if listed.only_sectors is not None:
        yield f"only_sectors={','.join(listed.only_sectors) or NOBODY}"


def _turns(page: int, pages: int) -> Iterator[Part]:
    """The ways to the page before and the next."""
    if pages < 2:
        return
    if page > 1:
        yield Button("before", _("Previous"), (("page", (str(page - 1),) if page > 2 else ()),))
    if page < pages:
        yield Button("next", _("Next"), (("page", (str(page + 1),)),))


def _columns(listed: Listed, view: View) -> Mapping[Column, Cell]:
    """The columns of a kind of row; each is ordered by the column of its key in KEYS."""
    case = case_cells(view)
    first: dict[Column, Cell] = {Column(_("Case"), figures=False): lambda row: case(row["case_id"])}
    region = Column(_("Region"), figures=False), lambda row: Phrase(view.name("region", row["region"]))
    responsible = (
        Column(_("Responsible agency"), figures=False),
        lambda row: agency_cell(row["responsible_agency"], view),
    )
    match listed.record:
        case "cases":
            return first | dict((region, responsible)) | _of_case()
        case "handovers":
            sender = Column(_("Sender"), figures=False), lambda row: Phrase(view.name("agency", row["from_agency"]))
            to = receiver_cells(view)
            receiver = Column(_("Receiver"), figures=False), lambda row: to(row["to_agency"], not row["ended"])
            days_late = _days_late(view) if listed.of == "past_target" else {}
            return first | dict((sender, receiver, region)) | _of_handover() | days_late
        case "deadlines":
            kinds = vocabulary.names("deadline_kinds")
            kind = Column(_("Deadline"), figures=False), lambda row: Phrase(kinds[row["kind"]])
            return first | dict((kind, region, responsible)) | _of_deadline()


def _of_case() -> dict[Column, Cell]:
    return {
        Column(_("Opened"), figures=False): lambda row: Phrase(day(row["opened_on"])),
        Column(_("Closed"), figures=False): lambda row: (
            Phrase(day(row["closed_on"])) if row["closed_on"] else Phrase(_("open"), "zero")
        ),
        Column(_("Open for"), indicator="age"): lambda row: Phrase(elapsed_words(row["age_days"])),
    }


def _of_handover() -> dict[Column, Cell]:
    return {
        Column(_("Sent"), figures=False): lambda row: Phrase(day(row["sent_on"])),
        Column(_("Due"), figures=False): lambda row: Phrase(day(row["due_day"])),
        Column(_("Waited"), indicator="waiting_time"): lambda row: Phrase(
            elapsed_words(row["waited_days"]), "attention" if row["overdue"] and not row["ended"] else ""
        ),
    }


def _days_late(view: View) -> dict[Column, Cell]:
    """How long ago the due day was."""
    head = Column(_("Days past"), _("Days since the due day"))
    return {head: lambda row: Phrase(count((view.filters.today - row["due_day"]).days), "attention")}


def _of_deadline() -> dict[Column, Cell]:
    def state(row: Mapping[Any, Any]) -> Phrase:
        if row["met_on"]:
            return Phrase(_("met on {day}").format(day=day(row["met_on"])))
        left = row["days_left"]
        past = _("{days} past").format(days=whole_days(-left))
        return Phrase(past, "attention") if left < 0 else Phrase(in_days(left))

    return {
        Column(_("Due"), figures=False): lambda row: Phrase(day(row["due_day"])),
        Column(_("State"), figures=False): state,
    }


def _orders(listed: Listed, columns: Mapping[Column, Cell]) -> dict[str, str]:
    """The list's own order, and up and down by each column."""
    usual = {"cases": _("The oldest first"), "handovers": _("The longest wait first"), "deadlines": _("The first due")}
    orders = {"": usual[listed.record]}
    # columns after those of every such list are not ordered by
    for key, column in zip(KEYS[listed.record], columns, strict=False):
        if key:
            orders[key] = _("{column}, ascending").format(column=column.head)
            orders[f"-{key}"] = _("{column}, descending").format(column=column.head)
    return orders


def _ranks(key: str, view: View) -> tuple[str, ...]:
    """The codes of a column in the order of their names; none where it holds no codes."""
    names = _names(key, view)
    return tuple(sorted(names, key=lambda code: in_order(names[code])))


def _codes_with(search: str, record: Record, view: View) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Per searched column, the codes whose names have the words in them."""
    sought = search.casefold()
    found = ((name, _names(name, view)) for name in (SEARCHED[record] if sought else ()))
    return tuple(
        (name, tuple(code for code, said in names.items() if sought in said.casefold())) for name, names in found
    )


def _names(column: str, view: View) -> Mapping[str, str]:
    if column == "kind":
        return vocabulary.names("deadline_kinds")
    return view.names["region" if column == "region" else "agency"] if column in CODED else {}


def _file(listed: Listed, found: Found, view: View) -> pd.DataFrame:
    """All rows that are found, with names in place of codes."""
    every = view.compute(lists.rows, listed, found)
    named = {
        name: every[name].astype(str).map(lambda code, n=view.names[kind]: n.get(code, code))
        for name, kind in _kinds(every)
    }
    return every.assign(**named)


def _kinds(rows: pd.DataFrame) -> Iterator[tuple[str, str]]:
    return ((name, "region" if name == "region" else "agency") for name in CODED if name in rows)
