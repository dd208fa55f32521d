"""The agenda: that shipped has every item, an installation may have its own, and what makes no sense is refused."""

from pathlib import Path

import pytest

from config.agenda import ITEMS, Agenda, read_agenda
from config.settings import environment_of, read_settings
from config.toml_file import HOME, SettingRefused


def written(folder: Path, content: str) -> Path:
    file = folder / "agenda.toml"
    file.write_text(content, encoding="utf-8")
    return file


def test_the_one_shipped_has_every_item_and_no_slide_comes_by_itself() -> None:
    assert read_agenda(HOME / "config" / "agenda.toml") == Agenda(ITEMS, 0, ())


def test_an_installation_may_have_its_own(tmp_path: Path) -> None:
    content = "items = ['regions', 'agreed_actions']\nadvance_seconds = 90\n[title]\nfi = ' Keskiviikon kokous '"
    settings = read_settings({"SAUMATON_AGENDA_FILE": str(written(tmp_path, content))})
    assert settings.agenda == Agenda(("regions", "agreed_actions"), 90, (("fi", "Keskiviikon kokous"),))
    assert environment_of(settings)["SAUMATON_AGENDA_FILE"] == str(tmp_path / "agenda.toml")


def test_a_file_that_says_nothing_leaves_all_as_usual(tmp_path: Path) -> None:
    assert read_agenda(written(tmp_path, "")) == Agenda()


def test_it_names_the_file_the_item_and_what_it_may_be(tmp_path: Path) -> None:
    with pytest.raises(
        SettingRefused, match=r"agenda\.toml: items has 'weather'.*since_last_meeting, .*agreed_actions"
    ):
        read_agenda(written(tmp_path, "items = ['regions', 'weather']"))
    with pytest.raises(SettingRefused, match=r"agenda\.toml: items has 'regions' twice"):
        read_agenda(written(tmp_path, "items = ['regions', 'agreed_actions', 'regions']"))


@pytest.mark.parametrize(
    "content",
    [
        "items = []",
        "items = 'regions'",
        "items = [1]",
        "items = [['regions']]",
        "points = ['regions']",
        "advance_seconds = -1",
        "advance_seconds = 1.5",
        "advance_seconds = true",
        "advance_seconds = 3601",
        "title = 'Meeting'",
        "[title]\nde = 'Besprechung'",
        "[title]\nen = ''",
        "[title]\nen = 3",
        f"[title]\nen = '{'x' * 61}'",
        "items =",
    ],
)
def test_it_refuses_what_makes_no_sense(content: str, tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match=r"agenda\.toml"):
        read_agenda(written(tmp_path, content))


def test_it_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="cannot be read"):
        read_agenda(tmp_path / "nothing.toml")
