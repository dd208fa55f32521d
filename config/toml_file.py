"""A file of settings: read whole, or refused in words."""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Literal

HOME = Path(__file__).parent.parent

Content = Mapping[str, Any]  # tables, lists, texts and numbers, as a file has them
Fault = Literal["days", "code", "lacks", "words", "items", "seconds", "title"]


class SettingRefused(ValueError):
    """A setting holds a value that makes no sense; the message names the setting and what it may be, and `fault` what
    it is about, where a form can cause it.
    """

    def __init__(self, message: str, fault: Fault | None = None) -> None:
        super().__init__(message)
        self.fault = fault


def read_toml(file: Path, allowed: Collection[str] | None = None) -> dict[str, Any]:
    """The content of a TOML file; `allowed` are the keys that it may have at its top (None: any).

    Raises SettingRefused where the file cannot be read or has another key.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # ValueError: also of bytes, moments and numbers
        raise SettingRefused(f"{file} cannot be read: {error}") from error
    if allowed is not None:
        check_keys(content, allowed, str(file))
    return content


def check_keys(content: Content, allowed: Collection[str], where: str) -> None:
    """Raises SettingRefused where there is another key at the top."""
    if unknown := set(content) - set(allowed):
        raise SettingRefused(f"{where} has {sorted(unknown)}; it may have {', '.join(allowed)}")


def whole_number(setting: str, given: object, most: int, fault: Fault, least: str = "0") -> int:
    """What is given, if it is from 0 to `most`. Otherwise raises SettingRefused, which names the setting and these."""
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= most:
        raise SettingRefused(f"{setting} is {given!r}; it is a whole number from {least} to {most}", fault)
    return given
