"""Sentences in which a part needs attention."""

from documents.sheet import Phrase


def told(words: str, **values: str) -> list[Phrase]:
    """The phrases of a sentence with {values}; what stands between asterisks is in the colour of attention, so that
    each language puts it where it belongs: 'Since {day}, *{n} more* are late'.
    """
    parts = [part.strip() for part in words.split("*")]
    return [
        Phrase(part.format(**values), "attention" if number % 2 else "") for number, part in enumerate(parts) if part
    ]
