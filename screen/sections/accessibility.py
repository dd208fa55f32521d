"""The accessibility statement, for whoever comes, signed in or not: what the Finnish Act on the Provision of Digital
Services (306/2019, sections 9 and 10) asks of an authority, by the model of Implementing Decision (EU) 2018/1523.
"""

from collections.abc import Iterator
from datetime import date
from html import escape

import streamlit as st

from documents import html
from screen.frame import services
from screen.language import preference
from screen.language.formats import day
from screen.language.words import _, language

PATH = "accessibility"
WRITTEN = date(2026, 11, 30)


def page(*, signed_in: bool) -> None:
    """The statement. Who has not signed in is led back to the form, and chooses the language here."""
    with st.container(key="statement", width=720):
        for section in _statement(services.settings().feedback_address):
            st.html(section)
        if not signed_in:
            st.html(_paragraph(f'<a href="./?lang={language()}" target="_self">{escape(_("Sign in"))}</a>'))
            preference.links()


def link() -> str:
    """A link to the statement, as HTML."""
    words = escape(_("Accessibility statement"))
    return f'<p class="s-note"><a href="./{PATH}?lang={language()}" target="_self">{words}</a></p>'


def _statement(feedback: str) -> Iterator[str]:
    """Its sections, as HTML."""
    scope = _(
        "This accessibility statement applies to the service Saumaton. It was prepared on {day}. The accessibility of "
        "the service was assessed by its maker, with automatic tests and by going through the pages with the keyboard."
    )
    law = _(
        "The Act on the Provision of Digital Services (306/2019) requires that public online services are accessible: "
        "that everybody can use them and understand what they say."
    )
    in_part = _("The service meets the requirements of levels A and AA of WCAG in part.")
    gaps = "".join(f'<p class="s-item"><b>{escape(what)}</b> {escape(more)}</p>' for what, more in _gaps())
    yield html.headline("", _("Accessibility statement"), scope.format(day=day(WRITTEN)))
    yield _paragraph(escape(law))
    yield html.heading(_("How accessible is the service?")) + _paragraph(escape(in_part))
    yield html.heading(_("Content that is not accessible")) + gaps
    yield html.heading(_("Did you notice a shortcoming?")) + _paragraph(_feedback(feedback))
    yield html.heading(_("Supervisory authority")) + _authority()


def _gaps() -> tuple[tuple[str, str], ...]:
    """What does not conform, with its success criterion of WCAG, and what to do instead."""
    return (
        (
            _("You cannot enter a chart with the keyboard."),
            _(
                "Whatever you can choose by clicking on a chart, you can also choose in a list beside it. Each chart "
                "has its numbers as a table. (WCAG 2.1.1 Keyboard)"
            ),
        ),
        (
            _("Some words of menus and lists of choices stay in English."),
            _("They are those of the program that draws the pages. (WCAG 3.1.2 Language of Parts)"),
        ),
        (
            _("The menu on a phone has faults in the structure of its lists."),
            _("A screen reader may count its entries wrongly. (WCAG 1.3.1 Info and Relationships)"),
        ),
        (
            _("Large tables of agencies do not fit on a narrow screen."),
            _("They scroll sideways within themselves below 640 pixels. (WCAG 1.4.10 Reflow)"),
        ),
    )


def _feedback(address: str) -> str:
    if not address:
        return escape(
            _("Tell your agency’s administrator, and we do our best to mend it. You get an answer within 14 days.")
        )
    words = escape(_("Write to {address}, and we do our best to mend it. You get an answer within 14 days."))
    shown = escape(address)
    return words.format(address=f'<a href="mailto:{shown}">{shown}</a>')


def _authority() -> str:
    first = _(
        "If you notice accessibility problems, first give feedback to us, who maintain the service. If you are not "
        "satisfied with the answer, or get none within two weeks, you can file a complaint with the Finnish Transport "
        "and Communications Agency Traficom. Its website says how to do so and how it is dealt with."
    )
    site, mail = _("www.webaccessibility.fi"), _("saavutettavuus@traficom.fi")
    lines = (
        escape(_("Finnish Transport and Communications Agency Traficom")),
        escape(_("Digital Accessibility Supervision Unit")),
        f'<a href="https://{site}">{site}</a>',
        f'<a href="mailto:{mail}">{mail}</a>',
        escape(_("telephone switchboard 029 534 5000")),
    )
    return _paragraph(escape(first)) + _paragraph("<br>".join(lines))


def _paragraph(inner: str) -> str:
    return f'<p class="s-item">{inner}</p>'
