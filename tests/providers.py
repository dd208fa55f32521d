"""Other systems that say who somebody is, on loopback: a real provider, and what settings say of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import oidc_provider_mock
import pytest

SECRET = "a secret of the client"
SETTINGS = """
password = {password}
[oidc]
label = "the ministry’s sign-in"
issuer = "{issuer}"
client_id = "saumaton"
address = "{address}"
userinfo = {userinfo}
[[oidc.roles]]
claim = "groups"
value = "coordination"
role = "coordination"
[[oidc.roles]]
claim = "groups"
value = "agency"
role = "agency"
agency_claim = "organisation"
[[oidc.roles]]
claim = "groups"
value = "ministry"
role = "ministry"
ministry = "MOI"
"""


@dataclass(frozen=True)
class Provider:
    """A provider at which anybody signs in by naming themselves."""

    issuer: str

    def know(self, subject: str, **claims: Any) -> None:
        """Have the provider say this of somebody from now on."""
        body = json.dumps({"preferred_username": subject, "name": f"Test {subject}", **claims}).encode()
        headers = {"Content-Type": "application/json"}
        with urlopen(Request(f"{self.issuer}/users/{subject}", body, headers, method="PUT"), timeout=10):  # noqa: S310
            pass

    def settings(self, folder: Path, address: str, password: bool = True, userinfo: bool = False) -> dict[str, str]:
        """The environment of a dashboard that browsers reach at an address and whose users the provider names."""
        file, said = folder / "sign_in.toml", {"password": str(password).lower(), "userinfo": str(userinfo).lower()}
        file.write_text(SETTINGS.format(issuer=self.issuer, address=address, **said), encoding="utf-8")
        return {"SAUMATON_SIGN_IN_FILE": str(file), "SAUMATON_OIDC_CLIENT_SECRET": SECRET}


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider of its own, which asks for a nonce."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the mock has no TLS
        with oidc_provider_mock.run_server_in_thread(require_nonce=True) as server:
            yield Provider(f"http://localhost:{server.server_port}")
