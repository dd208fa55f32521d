"""Settings refuse nonsense at start, naming what may stand there."""

from pathlib import Path

import pytest

from config.codes import USER_ROLES
from config.pauses import read_pause_rules
from config.settings import environment_of, read_settings
from config.targets import read_targets
from config.toml_file import SettingRefused


def test_without_any_setting_the_embedded_databases_are_used() -> None:
    settings = read_settings({})
    assert settings.database_url.startswith("sqlite:///")
    assert settings.database_url.endswith("var/cases.sqlite")
    assert settings.delay_clock == "calendar"
    assert settings.targets.days_for("ANY") == 7


def test_it_knows_who_may_read_the_metrics() -> None:
    assert read_settings({}).metrics_for == ()
    named = read_settings({"SAUMATON_METRICS_FOR": "127.0.0.1, 10.8.0.0/24,::1"}).metrics_for
    assert [str(network) for network in named] == ["127.0.0.1/32", "10.8.0.0/24", "::1/128"]


@pytest.mark.parametrize("given", ["localhost", "10.8.0.1/24", "10.8.0.0/24 10.9.0.0/24"])
def test_it_refuses_metrics_for_what_is_no_address(given: str) -> None:
    with pytest.raises(SettingRefused, match=r"SAUMATON_METRICS_FOR: .*10\.8\.0\.0/24"):
        read_settings({"SAUMATON_METRICS_FOR": given})


@pytest.mark.parametrize(
    ("given", "roles"),
    [("", set()), ("administration, coordination,", {"administration", "coordination"}), ("all", {*USER_ROLES})],
)
def test_it_knows_who_needs_a_second_factor(given: str, roles: set[str]) -> None:
    assert read_settings({"SAUMATON_SECOND_FACTOR": given}).second_factor_for == roles


@pytest.mark.parametrize("given", ["administrator", "administration coordination", "off", "yes, all"])
def test_it_refuses_a_second_factor_for_what_is_no_role(given: str) -> None:
    with pytest.raises(SettingRefused, match=r"SAUMATON_SECOND_FACTOR names '.*all, or some of coordination, agency"):
        read_settings({"SAUMATON_SECOND_FACTOR": given})


def test_it_refuses_an_unknown_delay_clock() -> None:
    with pytest.raises(SettingRefused, match=r"SAUMATON_DELAY_CLOCK is 'office'.*calendar or working"):
        read_settings({"SAUMATON_DELAY_CLOCK": "office"})


@pytest.mark.parametrize(
    "content",
    [
        "default_days = 0",
        "default_days = '7'",
        "[days]\nA = -1",
        "[days]\nA = true",
        "days_default = 7",
        "default_days =",
    ],
)
def test_it_refuses_targets_that_make_no_sense(content: str, tmp_path: Path) -> None:
    file = tmp_path / "targets.toml"
    file.write_text(content)
    with pytest.raises(SettingRefused, match=r"targets\.toml"):
        read_targets(file)


@pytest.mark.parametrize(
    "content", ["[holiday]\nsectors = 'all'", "[recovery]\nsectors = ['polce']", "[recovery]\nsector = ['police']"]
)
def test_it_refuses_pause_rules_that_make_no_sense(content: str, tmp_path: Path) -> None:
    file = tmp_path / "pauses.toml"
    file.write_text(content)
    with pytest.raises(SettingRefused, match=r"pauses\.toml"):
        read_pause_rules(file)


@pytest.mark.parametrize(
    ("reason", "sector", "age_group", "binds"),
    [
        ("recovery", "police", "adult", True),
        ("recovery", "courts", "child", True),
        ("recovery", "social", "adult", False),
        ("recovery", "health", "child", False),
        ("consent", "health", "adult", True),
        ("consent", "social", "adult", True),
        ("consent", "social", "child", False),
        ("consent", "unknown", "unknown", True),
    ],
)
def test_a_pause_stops_the_clock_only_of_whom_it_binds(reason: str, sector: str, age_group: str, binds: bool) -> None:
    assert read_settings({}).pause_rules[reason].binds(sector, age_group) is binds


def test_other_reasons_stop_no_clock() -> None:
    assert set(read_settings({}).pause_rules) == {"recovery", "consent"}


def test_the_file_of_the_head_is_known_to_every_process(tmp_path: Path) -> None:
    assert read_settings({}).log_head_file is None
    given = read_settings({"SAUMATON_LOG_HEAD_FILE": str(tmp_path / "head")})
    assert given.log_head_file == tmp_path / "head"
    assert read_settings(environment_of(given)).log_head_file == tmp_path / "head"


def test_feedback_goes_to_an_e_mail_address_or_nowhere() -> None:
    assert read_settings({}).feedback_address == ""
    settings = read_settings({"SAUMATON_FEEDBACK_ADDRESS": "saumaton@example.fi"})
    assert environment_of(settings)["SAUMATON_FEEDBACK_ADDRESS"] == settings.feedback_address == "saumaton@example.fi"
    for given in ("example.fi", "a@b", 'a"@example.fi', "a@example.fi b@example.fi", "https://example.fi"):
        with pytest.raises(SettingRefused, match=r"SAUMATON_FEEDBACK_ADDRESS is .*; it is an e-mail address"):
            read_settings({"SAUMATON_FEEDBACK_ADDRESS": given})
