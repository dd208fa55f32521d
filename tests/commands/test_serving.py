"""What each process and HAProxy are told at the start."""

from pathlib import Path

from commands.serving import environment
from config.settings import read_settings

PROXY = """
[proxy]
label = "Virtu"
addresses = "10.1.2.3, 127.0.0.1"
[[proxy.roles]]
claim = "Remote-Groups"
value = "staff"
role = "guest"
"""


def test_haproxy_is_told_who_may_say_who_a_visitor_is(tmp_path: Path) -> None:
    given = {"SAUMATON_VAR": str(tmp_path)}
    assert "SAUMATON_NAMES_FROM" not in environment(read_settings(given), given)
    (tmp_path / "sign_in.toml").write_text(PROXY, encoding="utf-8")
    given["SAUMATON_SIGN_IN_FILE"] = str(tmp_path / "sign_in.toml")
    told = environment(read_settings(given), given)
    assert told["SAUMATON_NAMES_FROM"] == "10.1.2.3/32 127.0.0.1/32"
    assert told["SAUMATON_SIGN_IN_FILE"] == given["SAUMATON_SIGN_IN_FILE"]
