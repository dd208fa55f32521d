"""What deploy/ offers is taken by the programs that it is for."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
UNIT = HOME / "deploy" / "saumaton.service"
MOST_EXPOSED = 2.0

with_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze here")


@with_systemd
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8")
    here = tmp_path / UNIT.name
    here.write_text(text.replace("/opt/saumaton/.venv/bin/python", sys.executable).replace("/opt/saumaton", str(HOME)))
    done = subprocess.run(["systemd-analyze", "verify", here], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@with_systemd
def test_the_unit_leaves_little_open() -> None:
    command = ["systemd-analyze", "security", "--offline=true", str(UNIT)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    [exposed] = re.findall(r"Overall exposure level for \S+: (\d+\.\d+)", said)
    assert float(exposed) <= MOST_EXPOSED
