"""Words by gettext: English stands in the code, other languages in config/translations/<code>/LC_MESSAGES/saumaton.po.

Each script run is a thread of its own with a context of its own, so the language of one viewer never reaches another.
"""

from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config.languages import ENGLISH
from config.toml_file import HOME

TRANSLATIONS = HOME / "config" / "translations"

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def speak(language: str) -> None:
    _language.set(language)


def language() -> str:
    return _language.get()


def _(words: str) -> str:
    """The words in the viewer's language."""
    return catalogue(language()).gettext(words)


def many(one: str, more: str, n: int) -> str:
    """The form of the words that goes with the number n, in the viewer's language; n itself is filled in later."""
    return catalogue(language()).ngettext(one, more, n)


@cache
def catalogue(language: str) -> NullTranslations:
    """The words of a language; of English none, which stands in the code."""
    if language == ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    with (TRANSLATIONS / language / "LC_MESSAGES" / "saumaton.po").open("rb") as catalogue:
        write_mo(compiled, read_po(catalogue, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
