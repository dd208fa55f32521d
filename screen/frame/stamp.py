"""What leaves the dashboard as a file: the stamp that stands on it, and a page as PDF."""

from datetime import datetime

import streamlit as st

from documents.pdf import pdf
from documents.sheet import Stamp
from screen.address.address import CODES
from screen.address.filter_bar import period_name
from screen.frame import files
from screen.frame.figure import HEADLINE
from screen.language.formats import HELSINKI, clock, day
from screen.language.words import _, language
from screen.view.view import View


def draw(view: View, title: str, url_path: str) -> None:
    """Offer the page as PDF where it shows more than its headline; the file is made, and written down, once asked."""
    if not view.shown.keys() - {HEADLINE}:
        return
    sheets, stamped = list(view.shown.values()), stamp(view, title)
    with st.container(key="take-away"):
        name = f"{url_path.replace('_', '-')}.pdf"
        files.button(view, _("This page as PDF"), name, lambda: pdf(sheets, stamped), noted=f"{url_path}.pdf")


def stamp(view: View, what: str) -> Stamp:
    """The stamp of what this view shows, in the viewer's language; `what` names it."""
    return Stamp(
        what=what,
        data=_data(view),
        filters=filters_in_words(view),
        audience=audience(view),
        demo=_("Demo data") if view.demo else "",
        language=language(),
        not_drawn=_("This chart could not be drawn."),
        page=_("{page} of {pages}"),
    )


def filters_in_words(view: View) -> str:
    """'Last 12 months · Region: Uusimaa, Lapland · Form of exploitation: Forced labour'."""
    chosen = {kind: getattr(view.filters, field) for kind, field in CODES.items()}
    said = {kind: ", ".join(view.name(kind, code) for code in codes) for kind, codes in chosen.items() if codes}
    named = [_kinds()[kind].format(names=names) for kind, names in said.items()]
    return " · ".join([period_name(view.address), *(named or [_("All cases")])])


def audience(view: View) -> str:
    """For whom the figures are that this view's user sees."""
    grant = view.filters.grant
    whose = {
        "agency": view.name("agency", str(grant.agency)),
        "ministry": view.name("ministry", str(grant.ministry)),
        "coordination": _("the coordination"),
        "rapporteur": _("the National Rapporteur"),
    }
    words = _("For officials of {whose}. Exact figures, not for publication.")
    return words.format(whose=whose.get(grant.role, "Saumaton"))


def _data(view: View) -> str:
    """The moment of the figures and, where it is not that, the moment of the data."""
    parts = [_("Data as of {moment}").format(moment=_dated(view.now))]
    if view.address.fixed:
        parts = [
            _("As it was on {moment}").format(moment=_dated(view.filters.as_of)),
            _("from the data of {moment}").format(moment=_dated(view.now)),
        ]
    if view.stale_since:
        parts.append(_("not updated since {time}").format(time=clock(view.stale_since)))
    return ", ".join(parts)


def _dated(at: datetime) -> str:
    """With its year, which a file may outlive."""
    return _("{day}, {time}").format(day=day(at.astimezone(HELSINKI).date()), time=clock(at))


def _kinds() -> dict[str, str]:
    return {
        "region": _("Region: {names}"),
        "county": _("Wellbeing services county: {names}"),
        "agency": _("Agency: {names}"),
        "ministry": _("Responsible ministry: {names}"),
        "form": _("Form of exploitation: {names}"),
        "age_group": _("Age group: {names}"),
    }
