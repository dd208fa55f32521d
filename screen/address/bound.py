"""Controls of a page, bound to the address: each run shows in them what it says, and a viewer's choice writes to it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from documents.page import NONE, Button, Choice, Control, Several, Switch, TextField
from documents.sheet import Click
from screen.address.pending import write
from screen.frame.unbroken import whole

TURNS = "turns"
OPTIONS = "options"

Changed = dict[str, Any]


def draw(page: str, control: Control) -> None:
    """Draw a control of a page (its url_path)."""
    match control:
        case Choice():
            _choice(page, control)
        case Several():
            _several(page, control)
        case Switch():
            _switch(page, control)
        case TextField():
            _text(page, control)
        case Button():
            _button(page, control)


def clicked(click: Click, mark: Mapping[str, Any]) -> None:
    """Write what was clicked in a chart to the address."""
    chosen = {parameter: [str(mark[field])] for parameter, field in click.writes}
    if click.toggles and all(st.query_params.get_all(name) == values for name, values in chosen.items()):
        chosen = {parameter: [] for parameter in chosen}
    _write_all([*((parameter, ()) for parameter in click.clears), *chosen.items()])


def when_changed(name: str, value: object, then: Callable[[Any], None], options: Sequence[str] = ()) -> Changed:
    """The key of a widget that is to show a value, which also has to be its default, and the call of `then` with what a
    viewer changes it to. `name` is unique in the app.

    When something else changes what a widget shows, a click in a chart say, the browser may still send what the
    widget had before, with a run after news, and Streamlit would take that for a choice of the viewer: the click
    would be undone, in a run that nobody asked for. So the widget then comes back under another key, and what the
    browser sends for the older one is of a widget that no longer exists. Setting the widget through the session's
    state instead would bring back what the browser sends late. The same goes for a list whose `options` have other
    words than before: the browser knows them by their words.
    """
    key, before = key_of(name), st.session_state.setdefault(OPTIONS, {})
    other_words = before.get(name, options) != options
    before[name] = options
    if key in st.session_state and (other_words or not _is_same(st.session_state[key], value)):
        turns = st.session_state.setdefault(TURNS, {})
        turns[name] = turns.get(name, 0) + 1
        key = key_of(name)

    @whole
    def changed() -> None:
        if key == key_of(name):
            then(st.session_state[key])

    return {"key": key, "on_change": changed}


def key_of(name: str) -> str:
    """The key that the widget of this name has now."""
    turn = st.session_state.get(TURNS, {}).get(name, 0)
    return f"{name}-{turn}" if turn else name


def _is_same(shown: object, value: object) -> bool:
    """Whether both are the same; several things are, in whatever order a viewer chose them."""
    if isinstance(shown, list) and isinstance(value, list):
        return sorted(shown) == sorted(value)
    return shown == value


def _choice(page: str, control: Choice) -> None:
    names = dict(control.options)

    def choose(code: str) -> None:
        own = [] if code == control.usual else [code]
        _write_all([(control.parameter, own), *((parameter, ()) for parameter in control.clears)])

    shared: Changed = {
        "format_func": lambda code: names.get(code, code),
        "label_visibility": "visible" if control.label_visible else "collapsed",
        **when_changed(f"{page}-{control.parameter}", control.chosen, choose, tuple(names.values())),
    }
    if control.shape == "buttons":
        st.segmented_control(control.label, list(names), default=control.chosen, required=True, **shared)
    else:
        place = [*names].index(control.chosen)
        st.selectbox(control.label, list(names), index=place, width=control.width or "stretch", **shared)


def _several(page: str, control: Several) -> None:
    names, chosen = dict(control.options), list(control.chosen)

    def choose(codes: list[str]) -> None:
        write(control.parameter, [] if len(codes) == len(names) else codes or [NONE])

    st.pills(
        control.label,
        list(names),
        selection_mode="multi",
        default=chosen,
        format_func=lambda code: names.get(code, code),
        **when_changed(f"{page}-{control.parameter}", chosen, choose),
    )


def _switch(page: str, control: Switch) -> None:
    def turn(on: bool) -> None:
        others = [value for value in st.query_params.get_all(control.parameter) if value != control.value]
        write(control.parameter, [*others, control.value] if on else others)

    name = f"{page}-{control.parameter}-{control.value}"
    st.toggle(control.label, value=control.on, **when_changed(name, control.on, turn))


def _text(page: str, control: TextField) -> None:
    def choose(text: str) -> None:
        typed = [text.strip()] if text.strip() else []
        _write_all([(control.parameter, typed), *((parameter, ()) for parameter in control.clears)])

    st.text_input(
        control.label,
        value=control.text,
        max_chars=control.longest,
        width=control.width,
        placeholder=control.placeholder or None,
        label_visibility="collapsed" if control.placeholder else "visible",
        **when_changed(f"{page}-{control.parameter}", control.text, choose),
    )


def _button(page: str, control: Button) -> None:
    kind: Literal["tertiary", "secondary"] = "tertiary" if control.quiet else "secondary"
    st.button(control.label, key=f"{page}-{control.name}", type=kind, on_click=_write_all, args=(control.sets,))


@whole
def _write_all(chosen: Sequence[tuple[str, Sequence[str]]]) -> None:
    for parameter, values in chosen:
        write(parameter, list(values))
