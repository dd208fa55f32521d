"""Whatever the commands make is for its owner alone, whatever the shell that they are called from would have."""

import os
import stat
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parent.parent.parent
USER = ("users", "add", "anna", "--role", "coordination", "--password", "long enough for a password")


def test_nobody_else_reads_the_files_of_var(tmp_path: Path) -> None:
    var = tmp_path / "var"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAUMATON_")}
    for command in (("init",), USER):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=HOME,
            env={**environment, "SAUMATON_VAR": str(var)},
            umask=0o022,
            check=True,
            capture_output=True,
        )
    modes = {file.name: oct(stat.S_IMODE(file.stat().st_mode)) for file in var.iterdir()}
    assert modes.items() >= {"cases.sqlite": "0o600", "own.sqlite": "0o600"}.items()
    assert set(modes.values()) == {"0o600"}
    assert stat.S_IMODE(var.stat().st_mode) == 0o700
