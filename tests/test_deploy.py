"""What deploy/ offers is taken by the programs that it is for."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
UNITS = sorted((HOME / "deploy").glob("saumaton*.service"))
TIMER = HOME / "deploy" / "saumaton-retention.timer"
MOST_EXPOSED = 2.0

with_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze here")


@with_systemd
@pytest.mark.parametrize("unit", [*UNITS, TIMER], ids=lambda unit: unit.name)
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    for one in (*UNITS, TIMER):  # a timer is not taken without its service
        text = one.read_text(encoding="utf-8").replace("/opt/saumaton/.venv/bin/python", sys.executable)
        (tmp_path / one.name).write_text(text.replace("/opt/saumaton", str(HOME)))
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / unit.name], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@with_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_unit_leaves_little_open(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", str(unit)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    [exposed] = re.findall(r"Overall exposure level for \S+: (\d+\.\d+)", said)
    assert float(exposed) <= MOST_EXPOSED


@with_systemd
def test_the_nightly_job_runs_each_night() -> None:
    [when] = re.findall(r"OnCalendar=(.+)", TIMER.read_text(encoding="utf-8"))
    command = ["systemd-analyze", "calendar", "--iterations=2", when]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert len(re.findall(r"\d{4}-\d\d-\d\d 03:30:00", said)) >= 2


def test_both_services_work_in_one_folder_as_one_user() -> None:
    nightly = (HOME / "deploy" / "saumaton-retention.service").read_text(encoding="utf-8")
    assert "User=saumaton\nStateDirectory=saumaton\n" in nightly
    assert "StateDirectory=saumaton\n" in (HOME / "deploy" / "saumaton.service").read_text(encoding="utf-8")
