"""The palette of charts/colours.py is the only place of colours: style sheets name them, Streamlit's copy is equal."""

import re
import tomllib
from pathlib import Path

import pytest
import streamlit as st

from charts.colours import Theme, named, palette
from screen.frame import theme

HOME = Path(__file__).parents[3]
SHEETS = sorted((HOME / "screen").rglob("*.css"))
STREAMLIT = {
    "primaryColor": "selected",
    "linkColor": "selected",
    "backgroundColor": "page",
    "secondaryBackgroundColor": "panel",
    "textColor": "ink",
    "borderColor": "line",
}

OF_STREAMLIT = {"st-font", "st-text-color", "st-primary-color"}  # which are set in .streamlit/config.toml


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_names_colours_of_the_palette_and_holds_none(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    prefix = "s-" if sheet.parent.name == "look" else ""
    given = set(re.findall(r"--([\w-]+):", theme.variables("projector", prefix)))
    own = set(re.findall(r"[{;]\s*--([\w-]+):", text)) | OF_STREAMLIT
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text)
    assert set(re.findall(r"var\(--([\w-]+)\)", text)) <= given | own


@pytest.mark.parametrize("of", ["light", "dark"])
def test_the_colours_of_streamlit_are_those_of_the_palette(of: Theme) -> None:
    settings = tomllib.loads((HOME / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    colours = named(palette(of))
    assert settings["theme"][of] == {setting: colours[name] for setting, name in STREAMLIT.items()}


def test_the_browser_chooses_between_light_and_dark(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(st, "html", lambda markup: drawn.append(markup.text))
    for now in ("light", "dark", "projector"):
        monkeypatch.setattr(theme, "theme", lambda now=now: now)
        theme.put_on()
    light, dark, projector = drawn
    assert light == dark
    assert f"--s-ink:light-dark({palette('light').ink},{palette('dark').ink});" in light
    assert f"--s-ink:{palette('projector').ink};" in projector
    assert "light-dark" not in projector
