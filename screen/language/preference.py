"""The language of a viewer: the one chosen in the address or in this session, else their own, else the browser's."""

import streamlit as st

from config.languages import ENGLISH, LANGUAGES
from screen.address.address import LANGUAGE
from screen.frame.unbroken import whole
from screen.language.words import language, speak
from store.own.users import User

CHOSEN = "language"


def settle(user: User | None) -> None:
    """Set the language of this run; to be called before anything is said, and again once it is known who looks."""
    named = st.query_params.get(LANGUAGE)
    if named in LANGUAGES:
        st.session_state[CHOSEN] = named
    of_browser = (st.context.locale or ENGLISH).split("-")[0].lower()
    own = (user.language if user else None) or (of_browser if of_browser in LANGUAGES else ENGLISH)
    speak(st.session_state.get(CHOSEN) or own)


@whole
def choose(code: str) -> None:
    """Take a language for this session, and name it in the address; called by what the viewer clicks."""
    st.session_state[CHOSEN] = code
    st.query_params[LANGUAGE] = code


def declare() -> None:
    """Tell the browser the language of the page, by which it reads aloud and hyphenates; Streamlit says English."""
    st.html(f"<script>{declaration(language())}</script>", unsafe_allow_javascript=True)


def declaration(code: str) -> str:
    """The script that tells the browser in which language a page is."""
    return f"document.documentElement.lang = '{code}'"


def links() -> None:
    """Draw the languages to choose from, each by its own name, the spoken one in bold."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="languages"):
        for code, name in LANGUAGES.items():
            if code == language():
                st.html(f'<b lang="{code}" aria-current="true">{name}</b>', width="content")
            else:
                st.button(name, type="tertiary", key=f"language-{code}", on_click=choose, args=(code,))
