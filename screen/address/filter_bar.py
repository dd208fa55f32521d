"""The filter bar. The address is the only truth: each run sets the widgets from it, a changed widget writes to it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import streamlit as st

from config.codes import UNKNOWN
from screen.address.address import (
    CODES,
    FILTER_PARAMETERS,
    FIRST_DAY,
    OWN_DAYS,
    PERIODS,
    PLACES,
    USUAL_PERIOD,
    Address,
    has_codes,
    moment_text,
    own_days_name,
)
from screen.address.bound import key_of, when_changed
from screen.address.pending import write
from screen.frame.unbroken import whole
from screen.language import vocabulary
from screen.language.formats import HELSINKI, date_form, in_order
from screen.language.words import _
from screen.view.view import Names

MORE = ("ministry", "county", "form", "age_group")


def draw(address: Address, names: Names, now: datetime, ignored: Collection[str] = ()) -> None:
    """Draw the filters but those that the page ignores, and a way to clear what is chosen."""
    more = [parameter for parameter in MORE if parameter not in ignored]
    days = "period" not in ignored
    with st.container(horizontal=True, wrap=False, gap="xsmall", width=804, vertical_alignment="center", key="filters"):
        for parameter in ("region", "agency"):
            if parameter not in ignored:
                _codes(address, parameter, names[parameter])
        if days:
            _period(address)
        with st.popover(_more_label(address, more, days), key="more-filters", width=132):
            for parameter in more:
                _codes(address, parameter, names[parameter])
            if days:
                days_of(address)
            _as_of(address, now)
        if has_codes(address) or address.period != USUAL_PERIOD or address.fixed:
            st.button(_("Clear all"), type="tertiary", key="filters-clear", on_click=_clear)


@whole
def _clear() -> None:
    for parameter in FILTER_PARAMETERS:
        write(parameter, [])


def _codes(address: Address, parameter: str, options: Mapping[str, str]) -> None:
    if parameter in PLACES and address.filters.grant.whole_country_only:
        return
    chosen = list(getattr(address.filters, CODES[parameter]))
    st.multiselect(
        vocabulary.name("filters", parameter),
        sorted(options, key=lambda code: (code == UNKNOWN, in_order(options[code]))),
        default=chosen,
        format_func=lambda code: options.get(code, code),
        placeholder=vocabulary.name("filters", parameter, "all"),
        label_visibility="visible" if parameter in MORE else "collapsed",
        wrap=parameter in MORE,
        select_all=False,
        **when_changed(f"filter_{parameter}", chosen, lambda codes: write(parameter, codes)),
    )


def _period(address: Address) -> None:
    options = [*([OWN_DAYS] if address.period == OWN_DAYS else []), *PERIODS]
    names = {**vocabulary.names("period_choices"), OWN_DAYS: own_days_name(address)}

    def choose(period: str) -> None:
        if period != OWN_DAYS:
            for parameter in ("from", "to"):
                write(parameter, [])
            write("period", [] if period == USUAL_PERIOD else [period])

    st.selectbox(
        _("Period"),
        options,
        index=options.index(address.period),
        format_func=lambda period: names[period],
        label_visibility="collapsed",
        **when_changed("filter_period", address.period, choose),
    )


def days_of(address: Address) -> None:
    """Draw the fields of the first and the last day."""
    own = address.period == OWN_DAYS
    with st.container(horizontal=True):
        for parameter, label in (("from", _("First day")), ("to", _("Last day"))):
            shown = getattr(address.filters, f"{parameter}_day") if own else None
            st.date_input(
                label,
                shown,
                min_value=FIRST_DAY,
                max_value=address.filters.today,
                format=date_form(),
                **when_changed(f"filter_{parameter}", shown, _write_days),
            )


def _as_of(address: Address, now: datetime) -> None:
    local = address.filters.as_of.astimezone(HELSINKI).replace(tzinfo=None, microsecond=0)
    shown = local if address.fixed else None

    def choose(at: datetime | None) -> None:
        write("as_of", [moment_text(at.replace(tzinfo=HELSINKI))] if at else [])

    st.datetime_input(
        _("As of, in Finnish time"),
        shown,
        min_value=datetime(FIRST_DAY.year + 1, 1, 1),  # noqa: DTZ001
        # the end of the day: a widget whose bounds change is drawn anew, and loses what is half typed
        max_value=now.astimezone(HELSINKI).replace(tzinfo=None, hour=23, minute=59, second=0, microsecond=0),
        format=date_form(),
        **when_changed("filter_as_of", shown, choose),
    )


def _write_days(_chosen: date | None) -> None:
    write("period", [])
    for parameter in ("from", "to"):
        chosen = st.session_state.get(key_of(f"filter_{parameter}"))
        write(parameter, [chosen.isoformat()] if chosen else [])


def _more_label(address: Address, more: Sequence[str], days: bool) -> str:
    chosen = [parameter for parameter in more if getattr(address.filters, CODES[parameter])]
    number = len(chosen) + (days and address.period == OWN_DAYS) + address.fixed
    return _("More filters · {n}").format(n=number) if number else _("More filters")
