"""The words of the code, and the catalogues of the other languages; `python -m tests.catalogues` brings them in line.

What is new stands in a catalogue with an empty translation, and what is no longer said leaves it.
"""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from config.languages import ENGLISH, LANGUAGES
from indicators.catalogue import INDICATORS

HOME = Path(__file__).parent.parent
PARTS = ("dashboard.py", "commands", "screen", "pages")
FORMS = {"_": 1, "many": 2}  # how many of the first arguments are words
OTHERS = [language for language in LANGUAGES if language != ENGLISH]
HEAD = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural}\\n"

"""


def extracted() -> Catalog:
    """Every word that the code says, in order of the files.

    Read from the syntax tree: Babel's own reader takes the key in _(INDICATORS["key"].name) for a word. Indicators say
    themselves what there is to translate.
    """
    catalogue = Catalog()
    for file in _files():
        place = file.relative_to(HOME).as_posix()
        for call in _calls(file):
            if said := _words(call):
                catalogue.add(said if len(said) > 1 else said[0], locations=[(place, call.lineno)])
    for one in INDICATORS.values():
        for words in (one.name, one.definition, one.unit, one.formula, one.reference or "A count by the definition"):
            catalogue.add(words, locations=[("indicators", 0)])
    return catalogue


def _calls(file: Path) -> Iterator[ast.Call]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    return iter(sorted(found, key=lambda call: (call.lineno, call.col_offset)))


def _words(call: ast.Call) -> tuple[str, ...]:
    """The words of a call: none, one, or one and its plural; what is no literal is a word from elsewhere."""
    given = call.args[: FORMS.get(ast.unparse(call.func), 0)]
    return tuple(one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands."""
    with file_of(language).open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalogue: Catalog) -> None:
    """Write a catalogue without anything that differs from one day, or one line of code, to the next."""
    body = io.BytesIO()
    write_po(body, catalogue, width=120, omit_header=True, no_location=True, sort_output=True, ignore_obsolete=True)
    head = HEAD.format(language=language, plural=catalogue.plural_forms)
    file_of(language).write_bytes(head.encode() + body.getvalue())


def file_of(language: str) -> Path:
    """Where the catalogue of a language stands."""
    return HOME / "config" / "translations" / language / "LC_MESSAGES" / "saumaton.po"


def _files() -> list[Path]:
    found = [[HOME / part] if part.endswith(".py") else sorted((HOME / part).rglob("*.py")) for part in PARTS]
    return [file for files in found for file in files]


def main() -> None:
    """Bring each catalogue in line with the code, and say what there is to translate."""
    words = extracted()
    for language in OTHERS:
        catalogue = read(language)
        catalogue.update(words, no_fuzzy_matching=True)
        write(language, catalogue)
        print(f"{language}: {sum(not message.string for message in catalogue if message.id)} to translate")


if __name__ == "__main__":
    main()
