"""What a new password must be, and its hash. The rules are those of NIST SP 800-63B-4, 3.1.1.2: length, and no list of
kinds of characters; a shorter one is refused where it is among those that everybody tries first.
"""

from functools import cache
from pathlib import Path
from typing import Literal

import bcrypt

from store.errors import StoreError

COMMON = Path(__file__).parent.parent.parent / "config" / "common_passwords.txt"
LONG_ENOUGH = 15  # whatever it is
SHORTEST = 8
LONGEST = 72  # bytes; bcrypt takes no more

Fault = Literal["short", "long", "space", "common", "name", "same"]
FAULTS: dict[Fault, str] = {
    "short": f"it needs at least {SHORTEST} characters",
    "long": f"it is longer than {LONGEST} bytes",
    "space": "it begins or ends with a space",
    "common": f"it is one of the commonest; choose another, or one of at least {LONG_ENOUGH} characters",
    "name": "it holds the user name",
    "same": "it is the one before",
}


class PasswordRefused(StoreError):
    """A new password is none that may be used: `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"the password is refused: {FAULTS[fault]}")
        self.fault = fault


def hashed(password: str, user_name: str) -> str:
    """The bcrypt hash of a new password of a user. Raises PasswordRefused."""
    if fault := fault_of(password, user_name):
        raise PasswordRefused(fault)
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


def fault_of(password: str, user_name: str) -> Fault | None:
    """What is wrong with a new password."""
    faults: dict[Fault, bool] = {
        "short": len(password) < SHORTEST,
        "long": len(password.encode(errors="replace")) > LONGEST,
        "space": password != password.strip(),
        "common": len(password) < LONG_ENOUGH and password.lower() in common_passwords(),
        "name": len(user_name) > 3 and user_name in password.lower(),
    }
    return next((fault for fault, is_there in faults.items() if is_there), None)


@cache
def common_passwords() -> frozenset[str]:
    """The commonest passwords, in small letters."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line.lower() for line in lines if not line.startswith("#"))
