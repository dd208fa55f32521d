"""The ways in: what the file may say, and what is refused in words."""

from pathlib import Path

import pytest

from config.settings import environment_of, read_settings
from config.sign_in import RoleRule, SignIn, read_sign_in
from config.toml_file import HOME, SettingRefused

SECRET = "a secret of the client"
RULE = '[[{}.roles]]\nclaim = "{}"\nvalue = "staff"\nrole = "coordination"\n'
OIDC = """[oidc]
label = "Kirjautuminen"
issuer = "https://login.example.fi"
client_id = "saumaton"
address = "https://saumaton.example.fi/"
""" + RULE.format("oidc", "groups")
PROXY = """[proxy]
label = "Virtu"
addresses = "10.1.2.3, 10.8.0.0/24"
sign_out = "/Shibboleth.sso/Logout"
""" + RULE.format("proxy", "Remote-Groups")


def read(folder: Path, content: str, secret: str | None = SECRET) -> SignIn:
    file = folder / "sign_in.toml"
    file.write_text(content, encoding="utf-8")
    return read_sign_in(file, secret)


def test_without_changes_there_is_the_password_alone() -> None:
    assert read_settings({}).sign_in == SignIn(password=True, oidc=None, proxy=None)


def test_what_is_said_of_a_provider_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, "password = false\n" + OIDC)
    assert found.oidc
    assert (found.password, found.proxy) == (False, None)
    assert (found.oidc.address, found.oidc.scope) == ("https://saumaton.example.fi", "openid profile")
    assert found.oidc.mapping.roles == (RoleRule("groups", "staff", "coordination"),)
    assert SECRET not in repr(found)


def test_what_is_said_of_a_proxy_is_read_with_headers_as_the_server_names_them(tmp_path: Path) -> None:
    found = read(tmp_path, PROXY).proxy
    assert found
    assert [str(network) for network in found.addresses] == ["10.1.2.3/32", "10.8.0.0/24"]
    assert (found.mapping.subject, found.mapping.roles[0].claim) == ("remote-user", "remote-groups")
    assert read(tmp_path, PROXY.replace("10.1.2.3, 10.8.0.0/24", "10.0.0.0/8, 12.0.0.0/8, 2001::/16")).proxy


def test_the_example_in_the_file_is_one(tmp_path: Path) -> None:
    """As who copies it would take the # away, and what stands beside."""
    lines = (HOME / "config" / "sign_in.toml").read_text(encoding="utf-8").splitlines()
    begins = next(number for number, line in enumerate(lines) if line.startswith("# [oidc]"))
    content = "\n".join(line.removeprefix("#").strip().split("   ")[0] for line in lines[begins:])
    found = read(tmp_path, content)
    assert found.oidc
    assert found.proxy
    assert [rule.role for rule in found.oidc.mapping.roles] == ["coordination", "agency"]
    assert [rule.ministry for rule in found.proxy.mapping.roles] == ["MOI"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("password = false", "nobody could sign in"),
        ("password = 1", "true or false"),
        ("saml = true", "it may have password, oidc, proxy"),
        ("oidc = 1", r"\[oidc\] is a table"),
        (OIDC.replace('client_id = "saumaton"', ""), r"\[oidc\] client_id is None; it is a text"),
        (OIDC.replace("client_id", "client"), r"\[oidc\] is a table that may have"),
        (OIDC.replace("https://login", "http://login"), r"issuer is 'http.*begins with https"),
        (OIDC.replace("https://saumaton", "ftp://saumaton"), "address is"),
        (OIDC.replace('"https://login.example.fi"', '"https://login.example.fi/?a"'), "issuer is"),
        (OIDC.replace("[[oidc", 'scope = "profile"\n[[oidc'), "one openid"),
        (OIDC.replace("[[oidc", 'userinfo = "yes"\n[[oidc'), "userinfo is 'yes'"),
        (OIDC.replace("Kirjautuminen", "K" * 41), "label is longer"),
        (OIDC[: OIDC.index("[[")], "nobody would have a role"),
        (OIDC.replace('"coordination"', '"chief"'), "has the role 'chief'"),
        (OIDC.replace('"coordination"', '"agency"'), "either agency or agency_claim"),
        (
            OIDC.replace('"coordination"', '"agency"\nagency = "SYL"\nagency_claim = "a"'),
            "either agency or agency_claim",
        ),
        (OIDC + 'ministry = "MOI"', "no other role has one"),
        (OIDC.replace('claim = "groups"', ""), "lacks claim"),
        (OIDC.replace('claim = "groups"', "claim = 1"), "each a text"),
        (PROXY.replace("10.1.2.3,", "proxy.example.fi,"), "addresses or networks"),
        (PROXY.replace("10.1.2.3, 10.8.0.0/24", ","), "not nowhere"),
        (PROXY.replace("10.1.2.3", "0.0.0.0/0"), "not everywhere"),
        (PROXY.replace("10.1.2.3", "::/0"), "not everywhere"),
        (PROXY.replace("10.1.2.3", "0.0.0.0/1, 128.0.0.0/1"), "not everywhere"),
        (PROXY.replace("10.1.2.3", "10.0.0.0/8, 11.0.0.0/8"), "not everywhere"),
        (PROXY.replace("10.1.2.3", "12.0.0.0/7"), "not everywhere"),
        (PROXY.replace("10.1.2.3", "2000::/15"), "not everywhere"),
        (PROXY.replace("Remote-Groups", "X-Groups"), "begins with Remote-"),
        (PROXY.replace("[[proxy", 'subject = "User"\n[[proxy'), "begins with Remote-"),
        (PROXY.replace("/Shibboleth", "//Shibboleth"), "sign_out is"),
        (PROXY.replace("/Shibboleth", "javascript:"), "sign_out is"),
    ],
)
def test_it_refuses_what_makes_no_sense(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(SettingRefused, match=words):
        read(tmp_path, content)


def test_a_provider_needs_a_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused, match="SAUMATON_OIDC_CLIENT_SECRET"):
        read(tmp_path, OIDC, None)


def test_other_processes_read_the_same_file(tmp_path: Path) -> None:
    read(tmp_path, OIDC)
    given = {
        "SAUMATON_SIGN_IN_FILE": str(tmp_path / "sign_in.toml"),
        "SAUMATON_OIDC_CLIENT_SECRET": SECRET,
        "SAUMATON_VAR": str(tmp_path),
    }
    settings = read_settings(given)
    again = {**environment_of(settings), "SAUMATON_OIDC_CLIENT_SECRET": SECRET}
    assert read_settings(again).sign_in == settings.sign_in
