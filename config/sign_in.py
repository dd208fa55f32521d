"""By which ways people sign in, and what makes a role of what another system says of them; nonsense is refused."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from config.codes import USER_ROLES, UserRole
from config.networks import WIDEST, WIDEST_IPV6, Networks, are_too_wide, read_networks
from config.toml_file import SettingRefused, read_toml

# headers that begin so say who somebody is, and only a proxy may say it
REMOTE = "remote-"
SECRET = "SAUMATON_OIDC_CLIENT_SECRET"  # noqa: S105 (the name of a setting)
LONGEST_LABEL = 40
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HEADER = re.compile(rf"{REMOTE}[a-z0-9-]+")
_UNITS = ("agency", "ministry")
_RULE = ("claim", "value", "role", *_UNITS, *(f"{unit}_claim" for unit in _UNITS))
_OIDC = ("label", "issuer", "client_id", "address", "scope", "userinfo", "user_name", "name", "roles")
_PROXY = ("label", "addresses", "subject", "user_name", "name", "sign_out", "roles")


@dataclass(frozen=True)
class RoleRule:
    """Who has `value` for a claim, or among its values, has a role; `agency` or `ministry` is its code, else the claim
    that holds it.
    """

    claim: str
    value: str
    role: UserRole
    agency: str | None = None
    ministry: str | None = None
    agency_claim: str | None = None
    ministry_claim: str | None = None


@dataclass(frozen=True)
class ClaimMapping:
    """Which claims say who somebody is: a claim that never changes, the user name, and the name to greet with. The
    first rule that holds gives the role.
    """

    subject: str
    user_name: str
    name: str
    roles: tuple[RoleRule, ...]


@dataclass(frozen=True)
class OpenIdConnect:
    """A provider of OpenID Connect. `address`: by which browsers reach the dashboard, without a slash at its end."""

    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    address: str
    scope: str
    userinfo: bool
    mapping: ClaimMapping


@dataclass(frozen=True)
class TrustedProxy:
    """A proxy that says in headers who the visitor is. `sign_out`: where a browser goes after signing out here."""

    label: str
    addresses: Networks
    sign_out: str
    mapping: ClaimMapping


@dataclass(frozen=True)
class SignIn:
    """The ways in; at least one."""

    password: bool = True
    oidc: OpenIdConnect | None = None
    proxy: TrustedProxy | None = None


def read_sign_in(file: Path, secret: str | None) -> SignIn:
    """The ways in from a TOML file; `secret` is that of the client at the provider. Raises SettingRefused."""
    content = read_toml(file, allowed=("password", "oidc", "proxy"))
    password = content.get("password", True)
    if not isinstance(password, bool):
        raise SettingRefused(f"{file}: password is {password!r}; it is true or false")
    oidc = _oidc(file, content["oidc"], secret) if "oidc" in content else None
    proxy = _proxy(file, content["proxy"]) if "proxy" in content else None
    if not (password or oidc or proxy):
        raise SettingRefused(
            f"{file}: password is false and there is no [oidc] and no [proxy], so nobody could sign in"
        )
    return SignIn(password, oidc, proxy)


def _oidc(file: Path, given: Any, secret: str | None) -> OpenIdConnect:
    said = _table(file, "oidc", given, _OIDC, ("label", "issuer", "client_id", "address"))
    if not secret:
        raise SettingRefused(f"{file} has [oidc], which needs {SECRET}: the client's secret at the provider")
    scope, userinfo = said.get("scope", "openid profile"), said.get("userinfo", False)
    if "openid" not in str(scope).split():
        raise SettingRefused(f"{file}: [oidc] scope is {scope!r}; it is words with spaces between them, one openid")
    if not isinstance(userinfo, bool):
        raise SettingRefused(f"{file}: [oidc] userinfo is {userinfo!r}; it is true or false")
    issuer, address = (_web_address(file, key, said[key]) for key in ("issuer", "address"))
    names = said.get("user_name", "preferred_username"), said.get("name", "name")
    mapping = ClaimMapping("sub", *names, _rules(file, "oidc", said.get("roles")))
    return OpenIdConnect(
        label=said["label"],
        issuer=issuer,
        client_id=said["client_id"],
        client_secret=secret,
        address=address.rstrip("/"),
        scope=scope,
        userinfo=userinfo,
        mapping=mapping,
    )


def _proxy(file: Path, given: Any) -> TrustedProxy:
    said = _table(file, "proxy", given, _PROXY, ("label", "addresses"))
    addresses = read_networks(f"{file}: [proxy] addresses", said["addresses"])
    if not addresses or are_too_wide(addresses):
        widest = f"together no network wider than /{WIDEST}, or /{WIDEST_IPV6} of IPv6"
        words = f"it names where the proxy is, not nowhere and not everywhere: {widest}"
        raise SettingRefused(f"{file}: [proxy] addresses is {said['addresses']!r}; {words}")
    sign_out = said.get("sign_out", "")
    if sign_out and not re.fullmatch(r"(https://[^/\s\\]|/(?![/\\]))[^\s\\]*", sign_out):
        raise SettingRefused(f"{file}: [proxy] sign_out is {sign_out!r}; it begins with https:// or one /")
    user_name = said.get("user_name", "Remote-User")
    names = (said.get("subject", user_name), user_name, said.get("name", "Remote-Name"))
    subject, user_name, name = (_header(file, one) for one in names)
    rules = tuple(
        replace(
            rule,
            claim=_header(file, rule.claim),
            agency_claim=rule.agency_claim and _header(file, rule.agency_claim),
            ministry_claim=rule.ministry_claim and _header(file, rule.ministry_claim),
        )
        for rule in _rules(file, "proxy", said.get("roles"))
    )
    mapping = ClaimMapping(subject, user_name, name, rules)
    return TrustedProxy(said["label"], addresses, sign_out, mapping)


def _header(file: Path, given: str) -> str:
    """The name of a header that only the proxy may send, as the server names it."""
    if not _HEADER.fullmatch(given.lower()):
        words = "it begins with Remote- and has letters, digits and - after that"
        raise SettingRefused(f"{file}: [proxy] names the header {given!r}; {words}")
    return given.lower()


def _table(file: Path, name: str, given: Any, may: Collection[str], must: Collection[str]) -> Mapping[str, Any]:
    """A table of the file in which all is text but `userinfo` and `roles`."""
    if not isinstance(given, dict) or set(given) - set(may):
        raise SettingRefused(f"{file}: [{name}] is a table that may have {', '.join(may)}, and nothing else")
    for key in {*must, *given} - {"userinfo", "roles"}:
        if not isinstance(given.get(key), str) or not given[key].strip():
            raise SettingRefused(f"{file}: [{name}] {key} is {given.get(key)!r}; it is a text")
    if len(given["label"]) > LONGEST_LABEL:
        raise SettingRefused(f"{file}: [{name}] label is longer than {LONGEST_LABEL} characters")
    return given


def _web_address(file: Path, key: str, given: str) -> str:
    try:
        parts = urlsplit(given)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if is_safe and parts.hostname and not parts.query and not parts.fragment:
            return given
    except ValueError:
        pass
    raise SettingRefused(f"{file}: [oidc] {key} is {given!r}; it begins with https:// and has no ? and no #")


def _rules(file: Path, table: str, given: Any) -> tuple[RoleRule, ...]:
    if not isinstance(given, list) or not given:
        words = "without a rule nobody would have a role"
        raise SettingRefused(f"{file}: [{table}] has no [[{table}.roles]]; {words}")
    return tuple(_rule(file, f"{table}.roles", rule) for rule in given)


def _rule(file: Path, table: str, given: Any) -> RoleRule:
    known = isinstance(given, dict) and not set(given) - set(_RULE)
    if not known or not all(isinstance(one, str) and one for one in given.values()):
        raise SettingRefused(f"{file}: a [[{table}]] may have {', '.join(_RULE)}, each a text, and nothing else")
    if lacking := [key for key in ("claim", "value", "role") if key not in given]:
        raise SettingRefused(f"{file}: a [[{table}]] lacks {', '.join(lacking)}")
    role = given["role"]
    if role not in USER_ROLES:
        raise SettingRefused(f"{file}: a [[{table}]] has the role {role!r}; it may be {', '.join(USER_ROLES)}")
    for unit in _UNITS:
        named = len({unit, f"{unit}_claim"} & set(given))
        if named != (role == unit):
            words = f"the role {unit} has either {unit} or {unit}_claim, and no other role has one"
            raise SettingRefused(f"{file}: a [[{table}]] with the role {role}: {words}")
    return RoleRule(**{**given, "role": cast(UserRole, role)})
