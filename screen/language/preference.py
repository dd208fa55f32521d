"""The language of a viewer: as chosen in the address or in this session, else as it was last chosen in this
browser, else their own, else the browser's.
"""

import streamlit as st

from config.languages import ENGLISH, LANGUAGES
from screen.address.address import LANGUAGE
from screen.frame.unbroken import whole
from screen.language.words import language, speak
from store.own.users import User

CHOSEN = "language"
PICKED = "language_picked"  # chosen by a click, and not by an address that somebody may have sent
COOKIE = "saumaton_language"
KEPT_SECONDS = 400 * 24 * 60 * 60  # as long as browsers keep a cookie


def settle(user: User | None) -> None:
    """Set the language of this run; to be called before anything is said, and again once it is known who looks."""
    named = st.query_params.get(LANGUAGE)
    if named in LANGUAGES:
        st.session_state[CHOSEN] = named
    kept = st.context.cookies.get(COOKIE)
    if kept in LANGUAGES:
        st.session_state.setdefault(CHOSEN, kept)
    of_browser = (st.context.locale or ENGLISH).split("-")[0].lower()
    own = (user.language if user else None) or (of_browser if of_browser in LANGUAGES else ENGLISH)
    speak(st.session_state.get(CHOSEN) or own)


@whole
def choose(code: str) -> None:
    """Take a language for this session and browser, and name it in the address; called by what the viewer clicks."""
    st.session_state[CHOSEN] = st.session_state[PICKED] = code
    st.query_params[LANGUAGE] = code


def declare() -> None:
    """Tell the browser the language of the page, by which it reads aloud and hyphenates; Streamlit says English. One
    that was clicked is kept there too.
    """
    code = language()
    script = declaration(code, keep=st.session_state.get(PICKED) == code)
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def declaration(code: str, keep: bool = False) -> str:
    """The script that tells the browser in which language a page is, and perhaps to `keep` it for pages to come: in a
    cookie that holds nothing else, because another tab knows no session of this one.
    """
    said = f"document.documentElement.lang = '{code}'"
    kept = f"{COOKIE}={code}; path=/; max-age={KEPT_SECONDS}; samesite=strict"
    return f"{said}; document.cookie = '{kept}' + (location.protocol === 'https:' ? '; secure' : '')" if keep else said


def links() -> None:
    """Draw the languages to choose from, each by its own name, the spoken one in bold."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="languages"):
        for code, name in LANGUAGES.items():
            if code == language():
                st.html(f'<b lang="{code}" aria-current="true">{name}</b>', width="content")
            else:
                st.button(name, type="tertiary", key=f"language-{code}", on_click=choose, args=(code,))
