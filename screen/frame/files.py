"""A button for a file that is made only when it is pressed. Taking it away is logged as it is made."""

from collections.abc import Callable
from threading import Thread

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from documents.screen import File

TYPES = {
    "csv": "text/csv",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def button(file: File, log: Callable[[str], None]) -> None:
    """Draw a button for the file, whose name ends with one of TYPES; `log` is told what was taken away."""
    kind, context = TYPES[file.name.rpartition(".")[2]], get_script_run_ctx()

    def made() -> bytes:
        content = file.make()
        log(file.logged or file.name)
        keeping = Thread(target=_keep, args=(content, kind, f"saumaton-{file.name}"))
        add_script_run_ctx(keeping, context)
        keeping.start()
        keeping.join()
        return content

    st.download_button(
        file.label,
        made,
        file_name=f"saumaton-{file.name}",
        mime=kind,
        key=f"download-{file.name}",
        type="tertiary",
        on_click="ignore",
    )


def _keep(content: bytes, kind: str, name: str) -> None:
    """Let the file wait for its browser: Streamlit deletes one that no session shows, mostly before it is fetched where
    sessions look as often as here.
    """
    get_instance().media_file_mgr.add(content, kind, f"taken-{name}", file_name=name, is_for_static_download=True)
