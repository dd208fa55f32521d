"""From whom to whom: the pair of sectors or agencies that a page shows. The address is its only truth."""

from collections.abc import Mapping, Sequence

import streamlit as st

from config.finland import sectors
from indicators.handovers import Between
from screen.formats import in_order
from screen.steered import is_choice, key_of
from screen.view import View
from screen.words import _
from screen.written import write

ANY = ""
SECTORS = ("from_sector", "to_sector")
AGENCIES = ("from_agency", "to_agency")
BY = "handovers-by"

Known = Mapping[str, str]  # the sector of each agency


def read(known: Known) -> tuple[Between, list[str]]:
    """The pair that the address names, and the codes in it that the data does not know. An agency brings its sector."""
    given = {side: st.query_params.get(side, ANY) for side in (*SECTORS, *AGENCIES)}
    chosen = {side: code for side, code in given.items() if code in (known if side in AGENCIES else known.values())}
    strange = [code for side, code in given.items() if code and side not in chosen]
    for sector, agency in zip(SECTORS, AGENCIES, strict=True):
        if agency in chosen:
            chosen[sector] = known[chosen[agency]]
    return Between(**chosen), strange


def choose(**sides: str) -> None:
    """Write sides of the pair to the address; a sector takes the agencies of its side away, ANY takes a side away."""
    for side, code in sides.items():
        _write(side, code)
        if side in SECTORS:
            _write(AGENCIES[SECTORS.index(side)], sides.get(AGENCIES[SECTORS.index(side)], ANY))


def nobody() -> None:
    """Take the whole pair away; called by a button."""
    choose(from_sector=ANY, to_sector=ANY)
    st.session_state.pop(BY, None)


def draw(between: Between, known: Known, view: View) -> None:
    """Draw a list for each side: its sector, and its agency."""
    found = set(known.values())
    codes = [
        *(sector.code for sector in sectors() if sector.code in found),
        *(["unknown"] if "unknown" in found else []),
    ]
    names = {code: view.sector_name(code) for code in codes}
    for row, options in ((SECTORS, names), (AGENCIES, None)):
        with st.container(horizontal=True, gap="small"):
            for side, sector in zip(row, SECTORS, strict=True):
                of_side = options or _agencies(getattr(between, sector), known, view)
                _list(side, getattr(between, side) or ANY, of_side)
    if between != Between():
        st.button(_("Show all handovers"), on_click=nobody, type="tertiary", key="handovers-all")


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


def _agencies(sector: str | None, known: Known, view: View) -> dict[str, str]:
    of_sector = [code for code, own in known.items() if sector in (None, own)]
    ordered = sorted(of_sector, key=lambda code: in_order(view.name("agency", code)))
    return {code: view.name("agency", code) for code in ordered}


def _list(side: str, chosen: str, options: Mapping[str, str]) -> None:
    names = {ANY: _everyone()[side], **options}
    key = key_of(f"handovers-{side}", chosen)
    st.selectbox(
        _labels()[side],
        list(names),
        index=list(names).index(chosen),
        format_func=lambda code: names.get(code, code),
        key=key,
        label_visibility="collapsed",
        on_change=_write_list,
        args=(side, key),
    )


def _write_list(side: str, key: str) -> None:
    if not is_choice(f"handovers-{side}", key):
        return
    code = st.session_state[key]
    if side in AGENCIES and code:
        st.session_state[BY] = "agency"
    choose(**{side: code})


def _write(side: str, code: str) -> None:
    write(side, [code] if code else [])


def _labels() -> dict[str, str]:
    return dict(zip((*SECTORS, *AGENCIES), _all_labels(), strict=True))


def _all_labels() -> Sequence[str]:
    return _("Sending sector"), _("Receiving sector"), _("Sending agency"), _("Receiving agency")


def _everyone() -> dict[str, str]:
    return {
        "from_sector": _("From all sectors"),
        "to_sector": _("To all sectors"),
        "from_agency": _("From all agencies"),
        "to_agency": _("To all agencies"),
    }
