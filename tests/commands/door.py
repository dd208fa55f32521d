"""The administrator's door, as tests come through it."""

from unittest import mock

from typer.testing import CliRunner, Result

from manage import app

PASSWORD = "correct horse battery"
ADD = ("users", "add", "aino")


def manage(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments], input=stdin)


def start() -> str:
    """What `run` says that does not come to start a server, or that goes wrong in the place of the server."""
    with mock.patch("os.execve") as server, mock.patch("os.chdir"):
        done = manage("run")
    assert done.exit_code == 0 if server.called else done.exit_code in (1, 2)
    assert not isinstance(done.exception, Exception), done.exception
    return done.stderr
