"""From whom to whom: the pair of sectors or agencies that the address names, and the lists that choose it."""

from collections.abc import Iterable, Mapping

from documents.page import Button, Choice, Part, Row, options
from indicators.handovers import Between
from screen.language import vocabulary
from screen.language.formats import in_order
from screen.language.words import _
from screen.view.view import View

ANY = ""
BY = "by"
SECTORS = ("from_sector", "to_sector")
AGENCIES = ("from_agency", "to_agency")
SIDES = (*SECTORS, *AGENCIES)

Known = Mapping[str, str]  # the sector of each agency


def in_address(known: Known, view: View) -> tuple[Between, list[str]]:
    """The pair that the address names, and the codes in it that the data does not know. An agency brings its sector."""
    given = {side: view.address.page.get(side, (ANY,))[-1] for side in SIDES}
    chosen = {side: code for side, code in given.items() if code in (known if side in AGENCIES else known.values())}
    unknown = [code for side, code in given.items() if code and side not in chosen]
    for sector, agency in zip(SECTORS, AGENCIES, strict=True):
        if agency in chosen:
            chosen[sector] = known[chosen[agency]]
    return Between(**chosen), unknown


def choices(between: Between, known: Known, view: View) -> tuple[Part, ...]:
    """A list for each side, its sector and its agency, and the way back to all handovers."""
    sectors = {code: name for code, name in vocabulary.names("sectors").items() if code in known.values()}
    by_sector, by_agency = [], []
    for sector, agency in zip(SECTORS, AGENCIES, strict=True):
        of_sector = getattr(between, sector)
        codes = [code for code, own in known.items() if of_sector in (None, own)]
        by_sector.append(_choice(sector, between, sectors, (agency,)))
        by_agency.append(_choice(agency, between, agencies(codes, view)))
    back = Button("all", _("Show all handovers"), tuple((name, ()) for name in (*SIDES, BY)), quiet=True)
    lists = (Row("sectors", tuple(by_sector)), Row("agencies", tuple(by_agency)))
    return (*lists, back) if between != Between() else lists


def agencies(codes: Iterable[str], view: View) -> dict[str, str]:
    """The names of agencies by code, in order of name."""
    names = {code: view.name("agency", code) for code in codes}
    return dict(sorted(names.items(), key=lambda named: in_order(named[1])))


def said(between: Between, view: View) -> str:
    """The pair in words that begin a sentence: 'From police to social services'."""
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
    name = view.sector_name(sector) if sector else ""
    return name[:1].lower() + name[1:]


def _choice(side: str, between: Between, names: Mapping[str, str], clears: tuple[str, ...] = ()) -> Choice:
    listed = options({ANY: vocabulary.name("handover_sides", side, "all"), **names})
    label = vocabulary.name("handover_sides", side)
    return Choice(side, label, listed, getattr(between, side) or ANY, ANY, "list", clears=clears)
