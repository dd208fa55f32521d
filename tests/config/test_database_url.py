"""A database URL is refused in words that name its setting, and no message holds a password."""

import logging

import pytest

from config.database_url import checked_url
from config.settings import read_settings
from config.toml_file import SettingRefused
from store.source import database_url

SECRET = "h0rse-battery"
VARIABLES = ("SAUMATON_DATABASE_URL", "SAUMATON_OWN_DATABASE_URL")


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://aino:{SECRET}@localhost:abc/cases",
        f"postgresql://localhost/cases?password={SECRET}",
        f"postgresql//aino:{SECRET}@localhost/cases",
        f"mysql://aino:{SECRET}@localhost/cases",
        f"nonsense+driver://aino:{SECRET}@localhost/cases",
        f"sqlite://aino:{SECRET}@localhost/cases",
        f"sqlite:////tmp/cases.sqlite?timeout={SECRET}",
        f"postgresql://localhost/cases?plugin={SECRET}",
        f"postgresql://localhost/cases?host=a:{SECRET}&host=b:c",
        SECRET,
        " ",
        "://",
    ],
)
@pytest.mark.parametrize("variable", VARIABLES)
def test_a_url_that_no_database_has_is_refused(variable: str, url: str) -> None:
    with pytest.raises(SettingRefused, match=rf"{variable} .*it may be postgresql://") as refused:
        read_settings({variable: url})
    assert SECRET not in str(refused.value)


def test_a_port_that_is_no_number_is_told() -> None:
    with pytest.raises(SettingRefused, match="a number for the port"):
        checked_url("--database", "postgresql://localhost:abc/cases")


@pytest.mark.parametrize(
    "url", [f"postgresql://aino:{SECRET}@localhost:1/cases", f"postgresql://localhost:1/cases?user=a&password={SECRET}"]
)
def test_a_password_is_masked_wherever_the_url_is_shown(url: str, caplog: pytest.LogCaptureFixture) -> None:
    settings = read_settings(dict.fromkeys(VARIABLES, url))
    assert SECRET not in repr(settings)
    assert SECRET in settings.database_url
    shown = database_url(settings.database_url)
    assert shown.password == SECRET
    logging.getLogger("test").error("%s %r", shown, shown)
    assert "***" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("url", ["postgres://localhost/cases", "postgresql+psycopg://h/c", "sqlite:///:memory:"])
def test_what_a_database_can_have_is_kept_as_it_is(url: str) -> None:
    assert checked_url("--database", url) == url
