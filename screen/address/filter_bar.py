"""The filter bar. The address is the only truth: each run sets the widgets from it, a changed widget writes to it."""

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from screen.address.address import (
    CODES,
    FILTER_PARAMETERS,
    FIRST_DAY,
    LANGUAGE,
    OWN_DAYS,
    PERIODS,
    PLACES,
    USUAL_PERIOD,
    Address,
    moment_text,
)
from screen.address.pending import write
from screen.language.formats import HELSINKI, day, in_order
from screen.language.words import _, many
from screen.view.view import Names

MORE = ("ministry", "county", "form", "age_group")
KEPT = "kept_address"


def parameters() -> dict[str, list[str]]:
    """The query parameters of this run's address."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def bring_along(url_path: str) -> None:
    """Take filters and language of the page before along: Streamlit's menu drops the address's parameters."""
    place, kept = last_place() or (url_path, {})
    if place != url_path and not parameters():
        along = {name: values for name, values in kept.items() if name in {*FILTER_PARAMETERS, LANGUAGE}}
        st.query_params.from_dict(along)
    st.session_state[KEPT] = url_path, parameters()


def last_place() -> tuple[str, dict[str, list[str]]] | None:
    """The page that was looked at last, with its parameters; None before the first."""
    kept: tuple[str, dict[str, list[str]]] | None = st.session_state.get(KEPT)
    return kept


def draw(address: Address, names: Names, now: datetime) -> None:
    """Draw the filters as the address has them."""
    with st.container(horizontal=True, wrap=False, gap="small", width=800, key="filters"):
        for parameter in _choices(("region", "agency"), address):
            _codes(address, parameter, names[parameter], _all_of()[parameter])
        _period(address)
        with st.popover(_more_label(address), key="more-filters", width=132):
            for parameter in _choices(MORE, address):
                _codes(address, parameter, names[parameter], _all_of()[parameter])
            _days(address)
            _as_of(address, now)


def _choices(names: tuple[str, ...], address: Address) -> list[str]:
    """Those of the filters that this viewer may choose from."""
    closed = PLACES if address.filters.grant.whole_country_only else ()
    return [name for name in names if name not in closed]


def period_name(address: Address) -> str:
    """The period in words: 'Last 12 months', '1 Jun 2026 – 14 Sep 2026'."""
    return _own_days_name(address) if address.period == OWN_DAYS else _period_names()[address.period]


def clear() -> None:
    """Leave out every filter; called by a button."""
    for parameter in {*parameters()} - {LANGUAGE}:
        write(parameter, [])


def to_all_time() -> None:
    """Take everything up to now; called by a button."""
    write("from", [])
    write("to", [])
    write("period", ["all"])


def toggle_only(parameter: str, code: str) -> None:
    """Make a code the only one of its filter, or take the filter away where it is that already; called by a click."""
    write(parameter, [] if st.query_params.get_all(parameter) == [code] else [code])


def to_now() -> None:
    """Leave the fixed moment; called by a button."""
    write("as_of", [])


def _codes(address: Address, parameter: str, options: Mapping[str, str], placeholder: str) -> None:
    _set(parameter, list(getattr(address.filters, CODES[parameter])))
    st.multiselect(
        _labels()[parameter],
        sorted(options, key=lambda code: (code == "unknown", in_order(options[code]))),
        default=list(getattr(address.filters, CODES[parameter])),
        format_func=lambda code: options.get(code, code),
        key=_key(parameter),
        placeholder=placeholder,
        label_visibility="visible" if parameter in MORE else "collapsed",
        on_change=_write_codes,
        args=(parameter,),
        wrap=parameter in MORE,
        select_all=False,
    )


def _period(address: Address) -> None:
    own = [OWN_DAYS] if address.period == OWN_DAYS else []
    names = {**_period_names(), OWN_DAYS: _own_days_name(address)}
    _set("period", address.period)
    st.selectbox(
        _("Period"),
        [*own, *PERIODS],
        index=[*own, *PERIODS].index(address.period),
        format_func=lambda period: names[period],
        key=_key("period"),
        label_visibility="collapsed",
        on_change=_write_period,
    )


def _days(address: Address) -> None:
    own = address.period == OWN_DAYS
    with st.container(horizontal=True):
        for parameter, label, of in (
            ("from", _("From"), address.filters.from_day),
            ("to", _("To"), address.filters.to_day),
        ):
            _set(parameter, of if own else None)
            st.date_input(
                label,
                of if own else None,
                min_value=FIRST_DAY,
                max_value=address.filters.today,
                key=_key(parameter),
                format="DD.MM.YYYY",
                on_change=_write_days,
            )


def _as_of(address: Address, now: datetime) -> None:
    local = address.filters.as_of.astimezone(HELSINKI).replace(tzinfo=None, microsecond=0)
    _set("as_of", local if address.fixed else None)
    st.datetime_input(
        _("As of, in Finnish time"),
        local if address.fixed else None,
        min_value=datetime(FIRST_DAY.year + 1, 1, 1),  # noqa: DTZ001
        # the end of the day: a widget whose bounds change is drawn anew, and loses what is half typed
        max_value=now.astimezone(HELSINKI).replace(tzinfo=None, hour=23, minute=59, second=0, microsecond=0),
        key=_key("as_of"),
        format="DD.MM.YYYY",
        on_change=_write_as_of,
    )


def _set(parameter: str, value: object) -> None:
    """Set a widget that shows something else than the address.

    One that shows the same is left alone: setting it would undo a choice made while this run was under way. Each widget
    also has the address's value as its default, because a browser that has just drawn it may send that back unasked.
    """
    if _key(parameter) not in st.session_state or st.session_state[_key(parameter)] != value:
        st.session_state[_key(parameter)] = value


def _write_codes(parameter: str) -> None:
    write(parameter, st.session_state[_key(parameter)])


def _write_period() -> None:
    chosen = st.session_state[_key("period")]
    if chosen != OWN_DAYS:
        write("from", [])
        write("to", [])
        write("period", [] if chosen == USUAL_PERIOD else [chosen])


def _write_days() -> None:
    write("period", [])
    for parameter in ("from", "to"):
        chosen = st.session_state[_key(parameter)]
        write(parameter, [chosen.isoformat()] if chosen else [])


def _write_as_of() -> None:
    chosen = st.session_state[_key("as_of")]
    write("as_of", [moment_text(chosen.replace(tzinfo=HELSINKI))] if chosen else [])


def _key(parameter: str) -> str:
    return f"filter_{parameter}"


def _more_label(address: Address) -> str:
    chosen = [parameter for parameter in MORE if getattr(address.filters, CODES[parameter])]
    number = len(chosen) + (address.period == OWN_DAYS) + address.fixed
    return _("More filters · {n}").format(n=number) if number else _("More filters")


def _own_days_name(address: Address) -> str:
    first, last = address.filters.from_day, address.filters.to_day
    if first and last:
        return f"{day(first)} – {day(last)}"
    return _("From {day}").format(day=day(first)) if first else _("Until {day}").format(day=day(last)) if last else ""


def _period_names() -> dict[str, str]:
    lengths = {"3m": 3, "12m": 12, "24m": 24}
    months = {
        period: many("Last {n} month", "Last {n} months", length).format(n=length) for period, length in lengths.items()
    }
    return {"4w": _("Last 4 weeks"), **months, "all": _("All time")}


def _labels() -> dict[str, str]:
    return {
        "region": _("Region"),
        "agency": _("Agency"),
        "county": _("Wellbeing services county"),
        "ministry": _("Responsible ministry"),
        "form": _("Form of exploitation"),
        "age_group": _("Age group"),
    }


def _all_of() -> dict[str, str]:
    return {
        "region": _("All regions"),
        "agency": _("All agencies"),
        "county": _("All counties"),
        "ministry": _("All ministries"),
        "form": _("All forms"),
        "age_group": _("All ages"),
    }
