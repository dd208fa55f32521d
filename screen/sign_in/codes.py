"""The codes of a second factor (TOTP, RFC 6238): the secret that they come from, as it is shown and as it is kept, and
whether a code is right. No Streamlit here.
"""

from base64 import urlsafe_b64encode
from datetime import datetime
from hmac import compare_digest

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

STEP_SECONDS = 30
# clocks may differ by so many steps (RFC 6238, 5.2 recommends one at most)
DRIFT = 1
ISSUER = "Saumaton"


def new_secret() -> str:
    """160 random bits in base 32, the letters that authenticator apps take."""
    return pyotp.random_base32()


def in_groups(secret: str) -> str:
    """A secret as people type it."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def picture(secret: str, user_name: str) -> str:
    """The address of the QR code of a secret, which holds the picture (SVG): dark on light, with the margin that it
    needs, whatever is around it.
    """
    address = pyotp.TOTP(secret).provisioning_uri(name=user_name, issuer_name=ISSUER)
    return segno.make(address, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


def sealed(secret: str, user_name: str, key: str) -> str:
    """A secret as the database keeps it: encrypted for this user, with a key made of that which signs cookies."""
    return _box(user_name, key).encrypt(secret.encode()).decode()


def opened(kept: str, user_name: str, key: str) -> str | None:
    """The secret that was sealed; None where it was for another user or with another key."""
    try:
        return _box(user_name, key).decrypt(kept).decode()
    except InvalidToken:
        return None


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step (of 30 s, counted from 1970) whose code this is, among those that clocks may differ by; None for a
    wrong code. Blanks in it do not count.
    """
    current, typed = int(now.timestamp()) // STEP_SECONDS, "".join(code.split()).encode(errors="replace")
    codes = pyotp.TOTP(secret)
    steps = range(current - DRIFT, current + DRIFT + 1)
    # all are compared, so that the time tells nothing
    right = [step for step in steps if compare_digest(codes.generate_otp(step).encode(), typed)]
    return right[-1] if right else None


def _box(user_name: str, key: str) -> Fernet:
    made = HKDF(SHA256(), length=32, salt=None, info=f"second factor of {user_name}".encode()).derive(key.encode())
    return Fernet(urlsafe_b64encode(made))
