"""The form that adds an agreed action: as HTML in the deck, and as widgets on the page; both ask the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from screen.language.words import _

NOTHING = "nothing"

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """What there is to choose from, as values with their words: agencies, and what an action may be about, in groups;
    `by` is the day that stands there at first.
    """

    agencies: Options
    abouts: Mapping[str, Options]
    by: date
    longest: int


def html(choices: Choices) -> str:
    """The form of the deck, with the fields who_agency, who, what, by and about."""
    agencies = _option("", _("None of these")) + "".join(_option(*one) for one in choices.agencies)
    groups = "".join(
        f'<optgroup label="{escape(group)}">{"".join(_option(*one) for one in options)}</optgroup>'
        for group, options in choices.abouts.items()
        if options
    )
    fields = (
        _field(_("What"), f'<textarea name="what" rows="2" maxlength="{choices.longest}"></textarea>', "wide")
        + _field(_("Who: agency"), f'<select name="who_agency">{agencies}</select>')
        + _field(_("Who, in words"), '<input name="who" autocomplete="off">')
        + _field(_("By"), f'<input type="date" name="by" value="{choices.by.isoformat()}">')
        + _field(_("About"), f'<select name="about">{_option(NOTHING, _("Nothing in the figures"))}{groups}</select>')
    )
    acts = f'<button type="submit">{escape(_("Add the action"))}</button><button type="button">{escape(_("Cancel"))}'
    return (
        f"<h2>{escape(_('Add an agreed action'))}</h2>"
        f'<p class="warning">{escape(warning())}</p><div class="fields">{fields}</div>'
        f'<p class="wrong" role="alert"></p><div class="acts">{acts}</button></div>'
    )


def warning() -> str:
    """What must not be typed."""
    return _("Write no names of victims and nothing that points at one person: the list is shown on the wall and kept.")


def _field(label: str, control: str, kind: str = "") -> str:
    return f'<label class="{kind}">{escape(label)}{control}</label>'


def _option(value: str, words: str) -> str:
    return f'<option value="{escape(value)}">{escape(words)}</option>'
