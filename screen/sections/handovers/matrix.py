"""From whom to whom: the pair that is chosen, and all pairs of sectors or agencies as a matrix or, if many, a table."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from textwrap import wrap
from typing import Literal

import pandas as pd

from charts import from_to_matrix
from charts.from_to_matrix import LINES, MOST, Head
from config.codes import SECTORS
from documents.page import Button, Choice, Part, Row, Section, options
from documents.sheet import Chart, Click, Column, Csv, Phrase, Table, Words, table_of
from indicators import handovers
from indicators.handovers import Between, Pair
from screen.language import vocabulary
from screen.language.formats import FEW, count, decimal, duration_words, in_marks, in_order
from screen.language.words import _, many
from screen.sections.shared.cells import count_cell, median_cell, past_target_cell, share_cell
from screen.sections.shared.counts import rows_of
from screen.sections.shared.lists import unfolded
from screen.view.view import View

Kind = Literal["sector", "agency"]
Name = Callable[[str], str]
Known = Mapping[str, str]  # the sector of each agency

ANY = ""
BY = "by"
SECTOR_SIDES = ("from_sector", "to_sector")
AGENCY_SIDES = ("from_agency", "to_agency")
SIDES = (*SECTOR_SIDES, *AGENCY_SIDES)
PAIRS_AT_FIRST = 20
ALL_SECTORS = "sectors"
ALL_PAIRS = "pairs"
OF_DELAYS = [
    "median_response_days",
    "median_interval_days",
    "answered_within_target",
    "answered_within_target_interval",
]
NOT_OF_WAITING = ("handovers", "answered_within_target")
IN_FILE = ["from", "to", "count", "pending", "overdue", *OF_DELAYS]


def pair_in_address(known: Known, view: View) -> tuple[Between, list[str]]:
    """The pair that the address names, and the codes in it that the data does not know. An agency brings its sector."""
    given = {side: view.given(side) for side in SIDES}
    chosen = {side: code for side, code in given.items() if code in (known if side in AGENCY_SIDES else known.values())}
    unknown = [code for side, code in given.items() if code and side not in chosen]
    for sector, agency in zip(SECTOR_SIDES, AGENCY_SIDES, strict=True):
        if agency in chosen:
            chosen[sector] = known[chosen[agency]]
    return Between(**chosen), unknown


def pair_choices(between: Between, known: Known, view: View) -> tuple[Part, ...]:
    """A list for each side, of sectors or of the agencies of its sector, and the way back to all handovers."""
    sectors = {code: name for code, name in vocabulary.names("sectors").items() if code in known.values()}
    lists = []
    for sector, agency in zip(SECTOR_SIDES, AGENCY_SIDES, strict=True):
        if _kind(between, view) == "sector":
            lists.append(_choice(sector, between, sectors, (agency,)))
        else:
            of_sector = getattr(between, sector)
            codes = [code for code, own in known.items() if of_sector in (None, own)]
            lists.append(_choice(agency, between, _names(codes, view)))
    sender, receiver = lists
    back = Button("all", _("Show all handovers"), tuple((name, ()) for name in (*SIDES, BY)), quiet=True)
    pair = Row("pair", (sender, Words("→", kind="note"), receiver))
    return (pair, back) if between != Between() else (pair,)


def _kind(between: Between, view: View) -> Kind:
    """Whether sectors or agencies are looked at: what the viewer chooses, else what the pair is of."""
    return "agency" if view.chosen(BY, ("sector", "agency"), _usual(between)) == "agency" else "sector"


def _usual(between: Between) -> Kind:
    return "agency" if between.from_agency or between.to_agency else "sector"


def _names(codes: Iterable[str], view: View) -> dict[str, str]:
    """The names of agencies by code, in order of name."""
    names = {code: view.name("agency", code) for code in codes}
    return dict(sorted(names.items(), key=lambda named: in_order(named[1])))


def pair_in_words(between: Between, view: View) -> str:
    """The pair in words that begin a sentence: 'From the police to social services'."""
    sender, receiver = (_name(between, side, view) for side in ("from", "to"))
    if sender and receiver:
        return _("From {sender} to {receiver}").format(sender=sender, receiver=receiver)
    if sender:
        return _("From {sender}").format(sender=sender)
    return _("To {receiver}").format(receiver=receiver) if receiver else ""


def _name(between: Between, side: str, view: View) -> str:
    agency, sector = getattr(between, f"{side}_agency"), getattr(between, f"{side}_sector")
    if agency:
        return view.name("agency", agency)
    return view.sector_within(sector) if sector else ""


def _choice(side: str, between: Between, names: Mapping[str, str], clears: tuple[str, ...] = ()) -> Choice:
    listed = options({ANY: vocabulary.name("handover_sides", side, "all"), **names})
    label = vocabulary.name("handover_sides", side)
    return Choice(side, label, listed, getattr(between, side) or ANY, ANY, "list", clears=clears)


def matrix_section(between: Between, view: View) -> Section:
    """Whom handovers go to, by sector or by agency as the viewer chooses; a click chooses the pair."""
    names = {"sector": _("Sectors"), "agency": _("Agencies")}
    chosen = _kind(between, view)
    choice = Choice(BY, _("From whom to whom by"), options(names), chosen, _usual(between))
    below = _(
        "Rows send, columns receive. Number: half are answered within so many days (the median). The colour changes at "
        "{steps} days. <½: fewer than half are answered yet. Circle: handovers waiting now; its edge is orange when "
        "any is past target, all of it when half or more are. Without colour: fewer than {few} handovers."
    ).format(few=FEW, steps=" · ".join(in_marks(f"{days:g}") for days in from_to_matrix.STEPS_FROM_DAYS))
    parts = _agencies(between, view) if chosen == "agency" else _sectors(between, view)
    if not any(isinstance(part, Chart) for part in parts):
        below = ""
    return Section(f"handovers-by-{chosen}", _("From whom to whom"), (choice, *parts), below, "median_response_delay")


def _sectors(between: Between, view: View) -> tuple[Part, ...]:
    pairs = view.compute(handovers.by_sector_pair)
    flow, asked = Counter[str](), Counter[str]()  # what each sends or receives; what waits for it now
    for found in pairs:
        for code in (found["from"], found["to"]):
            flow[code] += found["count"] + found["pending"]
        asked[found["to"]] += found["pending"]
    # those for which something waits are there, whatever the others send
    most = sorted(flow, key=lambda code: (not asked[code], -flow[code], SECTORS.index(code)))
    shown, unfold = unfolded(most, MOST, ALL_SECTORS, _("Show all {n} sectors"), view)
    named = ", ".join(map(view.sector_name, (code for code in SECTORS if code in flow and code not in shown)))
    left_out = (Words(_("Not in the matrix: {sectors}.").format(sectors=named), kind="note"),) if named else ()
    lines = vocabulary.names("sectors", "short")
    heads = [Head(code, view.sector_name(code), lines[code].split("|")) for code in SECTORS if code in shown]
    return _matrix((heads, heads), pairs, between, "sector", view), *left_out, *unfold


def _agencies(between: Between, view: View) -> tuple[Part, ...]:
    """The agencies between the chosen sectors: a matrix where they are few, else their pairs."""
    sectors_only = Between(from_sector=between.from_sector, to_sector=between.to_sector)
    pairs = view.compute(handovers.pairs, sectors_only)
    words = pair_in_words(sectors_only, view) or _("Between all sectors")
    told = many("{words}: {n} pair of agencies", "{words}: {n} pairs of agencies", len(pairs))
    base = Words(told.format(words=words, n=count(len(pairs))), kind="note")
    senders, receivers = _heads((row["from"] for row in pairs), view), _heads((row["to"] for row in pairs), view)
    if max(len(senders), len(receivers)) <= MOST:
        return base, _matrix((senders, receivers), pairs, between, "agency", view)
    first = Words(
        _("First those with the most handovers past target now, then those with the most waiting."), kind="note"
    )
    return base, first, *_table_of_pairs(pairs, between, view)


def _heads(codes: Iterable[str], view: View) -> list[Head]:
    """Agencies in order of name, each with its name in a few short lines too."""
    # a word that is too long for its column is cut there, and whole beside its row
    lines = partial(wrap, width=8, max_lines=LINES, placeholder="…", break_long_words=False)
    return [Head(code, name, lines(name)) for code, name in _names(set(codes), view).items()]


def _matrix(
    heads: tuple[Sequence[Head], Sequence[Head]], pairs: Sequence[Pair], between: Between, kind: Kind, view: View
) -> Part:
    if not pairs:
        return _no_handovers()
    sides = (f"from_{kind}", f"to_{kind}")
    senders, receivers = ({head.code: place for place, head in enumerate(side)} for side in heads)
    name = view.sector_name if kind == "sector" else partial(view.name, "agency")
    chosen = tuple(getattr(between, side) for side in sides)
    cells = [
        {
            "sender": found["from"],
            "receiver": found["to"],
            "row": senders[found["from"]],
            "column": receivers[found["to"]],
            "days": found["median_response_days"],
            "few": found["count"] < FEW,
            "shown": _median(found),
            "waiting": found["pending"],
            "past": found["overdue"],
            "chosen": (found["from"], found["to"]) == chosen,
            "words": _meaning(found, name),
        }
        for found in pairs
        if found["from"] in senders and found["to"] in receivers
    ]
    frame = pd.DataFrame(cells, columns=list(from_to_matrix.CELLS)).astype({"days": float})
    # on a narrow screen, those that wait: receiver by receiver, and first from whom most wait
    waiting = [found for found in pairs if found["pending"]] or [*pairs]
    waiting.sort(key=lambda found: (in_order(name(found["to"])), -found["pending"], in_order(name(found["from"]))))
    writes, file = tuple(zip(sides, ("sender", "receiver"), strict=True)), _file(pairs, kind)
    return Chart(
        from_to_matrix.matrix(*heads, frame, _conclusion(pairs)),
        name=file.name,
        numbers=_table(pairs, name, sides, view),
        csv=file,
        click=Click(from_to_matrix.CLICKED, writes, clears=AGENCY_SIDES if kind == "sector" else ()),
        narrow=_table(waiting, name, sides, view, of_waiting=True),
    )


def _table_of_pairs(pairs: Sequence[Pair], between: Between, view: View) -> tuple[Part, ...]:
    """The pairs of the agencies that are chosen: those that ask for attention first, then in order of name."""
    name, sender, receiver = partial(view.name, "agency"), between.from_agency, between.to_agency
    own = [row for row in pairs if sender in (None, row["from"]) and receiver in (None, row["to"])]
    if not own:
        return (_no_handovers(),)
    own.sort(key=lambda found: (-found["overdue"], -found["pending"], in_order(_between(found, name))))
    shown, unfold = unfolded(own, PAIRS_AT_FIRST, ALL_PAIRS, _("Show all {n} pairs"), view)
    return _table(shown, name, AGENCY_SIDES, view), *unfold, _file(own, "agency")


def _no_handovers() -> Words:
    return Words(_("No handovers match these filters."), kind="notice")


def _between(found: Pair, name: Name) -> str:
    return f"{name(found['from'])} → {name(found['to'])}"


def _median(found: Pair) -> str:
    days = found["median_response_days"]
    if days is None:
        return "<½" if found["count"] else ""
    return decimal(days) if round(days, 1) < from_to_matrix.WHOLE_FROM else count(round(days))


def _meaning(found: Pair, name: Name) -> str:
    days = found["median_response_days"]
    if not found["count"]:
        half = _("None sent in the period")
    elif days is None:
        half = _("Fewer than half are answered yet")
    else:
        half = _("Half are answered within {days}").format(days=duration_words(days))
        if found["count"] < FEW:
            half = _("{half} (few cases)").format(half=half)
    words = _("{sender} → {receiver}. {half}. Handovers in the period {n}, waiting {waiting}, past target {past}.")
    return words.format(
        sender=name(found["from"]),
        receiver=name(found["to"]),
        half=half,
        n=count(found["count"]),
        waiting=count(found["pending"]),
        past=count(found["overdue"]),
    )


def _conclusion(pairs: Sequence[Pair]) -> str:
    waiting, past = sum(found["pending"] for found in pairs), sum(found["overdue"] for found in pairs)
    words = _("Matrix of {n} pairs with their median delays. {waiting} handovers wait, {past} of them past target.")
    return words.format(n=count(len(pairs)), waiting=count(waiting), past=count(past))


def _file(pairs: Sequence[Pair], kind: Kind) -> Csv:
    return Csv(f"handovers-by-{kind}", pd.DataFrame(pairs)[IN_FILE])


def _table(pairs: Sequence[Pair], name: Name, sides: tuple[str, str], view: View, of_waiting: bool = False) -> Table:
    """A row for each pair; `of_waiting`: without the columns of what was sent and answered."""

    def rows(of: str, row: Pair) -> str:
        return rows_of(view, of, **dict(zip(sides, (row["from"], row["to"]), strict=True)))

    columns: dict[Column, Callable[[Pair], Phrase]] = {
        Column(_("From → to"), figures=False): lambda row: Phrase(_between(row, name)),
        Column(_("Sent"), indicator="handovers"): lambda row: count_cell(row["count"], rows("sent", row)),
        Column(_("Waiting"), indicator="pending_handovers"): lambda row: count_cell(
            row["pending"], rows("waiting", row)
        ),
        Column(_("Past target"), indicator="overdue"): lambda row: past_target_cell(
            row["overdue"], rows("past_target", row)
        ),
        Column(_("Median days, 95% range"), indicator="median_response_delay"): lambda row: median_cell(
            row["median_response_days"], row["count"], row["median_interval_days"]
        ),
        Column(_("In target, 95% range"), indicator="answered_within_target"): lambda row: share_cell(
            row["answered_within_target"],
            row["count"],
            bool(row["beyond_last_observation"]),
            row["answered_within_target_interval"],
        ),
    }
    if of_waiting:
        columns = {head: cell for head, cell in columns.items() if head.indicator not in NOT_OF_WAITING}
    return table_of(_("Handovers by pair"), pairs, columns)
