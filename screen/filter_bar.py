"""The filter bar. The address is the only truth: each run sets the widgets from it, a changed widget writes to it."""

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from screen.address import (
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
from screen.formats import HELSINKI, day, in_order
from screen.steered import current, is_choice, key_of
from screen.view import Names
from screen.words import _, many
from screen.written import write

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
    chosen = list(getattr(address.filters, CODES[parameter]))
    key = key_of(_name(parameter), chosen)
    st.multiselect(
        _labels()[parameter],
        sorted(options, key=lambda code: (code == "unknown", in_order(options[code]))),
        default=chosen,
        format_func=lambda code: options.get(code, code),
        key=key,
        placeholder=placeholder,
        label_visibility="visible" if parameter in MORE else "collapsed",
        on_change=_write_codes,
        args=(parameter, key),
        wrap=parameter in MORE,
        select_all=False,
    )


def _period(address: Address) -> None:
    own = [OWN_DAYS] if address.period == OWN_DAYS else []
    names = {**_period_names(), OWN_DAYS: _own_days_name(address)}
    key = key_of(_name("period"), address.period)
    st.selectbox(
        _("Period"),
        [*own, *PERIODS],
        index=[*own, *PERIODS].index(address.period),
        format_func=lambda period: names[period],
        key=key,
        label_visibility="collapsed",
        on_change=_write_period,
        args=(key,),
    )


def _days(address: Address) -> None:
    own = address.period == OWN_DAYS
    with st.container(horizontal=True):
        for parameter, label, of in (
            ("from", _("From"), address.filters.from_day),
            ("to", _("To"), address.filters.to_day),
        ):
            shown = of if own else None
            key = key_of(_name(parameter), shown)
            st.date_input(
                label,
                shown,
                min_value=FIRST_DAY,
                max_value=address.filters.today,
                key=key,
                format="DD.MM.YYYY",
                on_change=_write_days,
                args=(parameter, key),
            )


def _as_of(address: Address, now: datetime) -> None:
    local = address.filters.as_of.astimezone(HELSINKI).replace(tzinfo=None, microsecond=0)
    shown = local if address.fixed else None
    key = key_of(_name("as_of"), shown)
    st.datetime_input(
        _("As of, in Finnish time"),
        shown,
        min_value=datetime(FIRST_DAY.year + 1, 1, 1),  # noqa: DTZ001
        # the end of the day: a widget whose bounds change is drawn anew, and loses what is half typed
        max_value=now.astimezone(HELSINKI).replace(tzinfo=None, hour=23, minute=59, second=0, microsecond=0),
        key=key,
        format="DD.MM.YYYY",
        on_change=_write_as_of,
        args=(key,),
    )


def _write_codes(parameter: str, key: str) -> None:
    if is_choice(_name(parameter), key):
        write(parameter, st.session_state[key])


def _write_period(key: str) -> None:
    chosen = st.session_state[key]
    if chosen != OWN_DAYS and is_choice(_name("period"), key):
        write("from", [])
        write("to", [])
        write("period", [] if chosen == USUAL_PERIOD else [chosen])


def _write_days(parameter: str, key: str) -> None:
    if is_choice(_name(parameter), key):
        write("period", [])
        for one in ("from", "to"):
            chosen = st.session_state.get(current(_name(one)))
            write(one, [chosen.isoformat()] if chosen else [])


def _write_as_of(key: str) -> None:
    if is_choice(_name("as_of"), key):
        chosen = st.session_state[key]
        write("as_of", [moment_text(chosen.replace(tzinfo=HELSINKI))] if chosen else [])


def _name(parameter: str) -> str:
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
