"""A button for a file that is made only when it is pressed. Taking it away is written down as it is made."""

from collections.abc import Callable
from threading import Thread

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from screen.view.view import View

TYPES = {
    "csv": "text/csv",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def button(view: View, label: str, name: str, make: Callable[[], bytes], noted: str = "") -> None:
    """A button for the file that `make` gives, in a thread without a language: words have to be made before.

    `name` is plain ASCII, unique on its page, and ends with one of TYPES; `noted` is what is written down, if not it.
    """
    kind, context = TYPES[name.rpartition(".")[2]], get_script_run_ctx()

    def made() -> bytes:
        file = make()
        view.note_export(noted or name)
        keeping = Thread(target=_keep, args=(file, kind, f"saumaton-{name}"))
        add_script_run_ctx(keeping, context)
        keeping.start()
        keeping.join()
        return file

    st.download_button(
        label,
        made,
        file_name=f"saumaton-{name}",
        mime=kind,
        key=f"download-{name}",
        type="tertiary",
        on_click="ignore",
    )


def _keep(file: bytes, kind: str, name: str) -> None:
    """Let the file wait for its browser: Streamlit deletes one that no session shows, mostly before it is fetched where
    sessions look as often as here.
    """
    get_instance().media_file_mgr.add(file, kind, f"taken-{name}", file_name=name, is_for_static_download=True)
