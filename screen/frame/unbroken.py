"""What a viewer asked for is done, also where another run comes in between.

Streamlit breaks a run off when the next is asked for, as each tab does after news, and forgets presses with it. It does
so at any word to the browser or to the session's state, in a callback too.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import wraps
from typing import ParamSpec

from streamlit.runtime.scriptrunner import RerunException, add_script_run_ctx, get_script_run_ctx

P = ParamSpec("P")


def whole(callback: Callable[P, None]) -> Callable[P, None]:
    """A callback that is called again where a run that comes in between breaks it off; that run follows. It is to set
    values of the session's state or of the address, and nothing that must not be set twice.
    """

    @wraps(callback)
    def called(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except RerunException:
            callback(*args, **kwargs)
            raise

    return called


def do_once(work: Callable[[], object]) -> None:
    """Do something in a run that no other breaks off, because that happens in the thread of the run alone. Raises what
    `work` raises. A callback cannot call this: it holds the session's state.
    """
    initargs = (None, get_script_run_ctx())
    with ThreadPoolExecutor(1, initializer=add_script_run_ctx, initargs=initargs) as one:
        one.submit(copy_context().run, work).result()
