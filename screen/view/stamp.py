"""What is written on each file that leaves the dashboard: what it is, its data, its filters, and for whom it is."""

from datetime import datetime

from documents.sheet import Stamp
from screen.address.address import CODES, period_name
from screen.language import vocabulary
from screen.language.formats import HELSINKI, clock, day
from screen.language.words import _, language
from screen.view.view import View


def stamp(view: View, what: str) -> Stamp:
    """The stamp of what this view shows, in the viewer’s language; `what` names it."""
    return Stamp(
        what=what,
        data=_data_as_of(view),
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
    named = [f"{vocabulary.name('filters', kind)}: {names}" for kind, names in said.items()]
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


def _data_as_of(view: View) -> str:
    """The moment of the figures and, where it is not that, the moment of the data."""
    parts = [_("Data as of {moment}").format(moment=dated(view.now))]
    if view.address.fixed:
        parts = [
            _("As it was on {moment}").format(moment=dated(view.filters.as_of)),
            _("from the data of {moment}").format(moment=dated(view.now)),
        ]
    if view.stale_since:
        parts.append(_("not updated since {time}").format(time=clock(view.stale_since)))
    return ", ".join(parts)


def dated(at: datetime) -> str:
    """With its year, which a file may outlive."""
    return _("{day}, {time}").format(day=day(at.astimezone(HELSINKI).date()), time=clock(at))
