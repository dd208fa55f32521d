"""Settings of control charts: those shipped change nothing, and what makes no sense is refused."""

from datetime import date
from pathlib import Path

import pytest

from config.control_charts import ChartSettings, read_control_charts
from config.settings import read_settings
from config.toml_file import HOME, SettingRefused

SHIPPED = HOME / "config" / "control_charts.toml"


def written(folder: Path, content: str) -> Path:
    file = folder / "charts.toml"
    file.write_text(content, encoding="utf-8")
    return file


def test_those_shipped_neither_begin_anew_nor_hold_a_target() -> None:
    assert read_control_charts(SHIPPED) == ()


def test_days_stand_in_order_and_once(tmp_path: Path) -> None:
    content = "[opened]\nrebase = [2026-03-02, 2025-01-06, 2026-03-02]\ntarget = 12"
    expected = ChartSettings((date(2025, 1, 6), date(2026, 3, 2)), 12.0)
    assert read_control_charts(written(tmp_path, content)) == (("opened", expected),)


def test_an_installation_may_have_settings_of_its_own(tmp_path: Path) -> None:
    file = written(tmp_path, "[answered_share_by_week]\ntarget = 0.8")
    found = read_settings({"SAUMATON_CONTROL_CHARTS_FILE": str(file)}).control_charts
    assert found == (("answered_share_by_week", ChartSettings(target=0.8)),)


@pytest.mark.parametrize(
    "content",
    [
        "[open]\ntarget = 1",
        "opened = 3",
        "[opened]\ngoal = 3",
        "[opened]\nrebase = ['2026-03-02']",
        "[opened]\nrebase = [2026-03-02T00:00:00]",
        "[opened]\ntarget = true",
        "[opened]\ntarget = '3'",
        "[opened]\ntarget = -1",
        "[opened]\ntarget = nan",
        "[answered_share_by_week]\ntarget = 80",
        "[opened]\ntarget =",
    ],
)
def test_it_refuses_what_makes_no_sense(content: str, tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match=r"charts\.toml"):
        read_control_charts(written(tmp_path, content))


def test_it_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="cannot be read"):
        read_control_charts(tmp_path / "nothing.toml")
