"""What each process and HAProxy are told at the start."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from commands import serving
from commands.serving import environment, serve
from config.settings import FACTS_URL, read_settings
from config.toml_file import SettingRefused

PROXY = """
[proxy]
label = "Virtu"
addresses = "10.1.2.3, 127.0.0.1"
[[proxy.roles]]
claim = "Remote-Groups"
value = "staff"
role = "guest"
"""


def test_haproxy_is_told_who_may_say_who_a_visitor_is(tmp_path: Path) -> None:
    given = {"SAUMATON_VAR": str(tmp_path)}
    assert "SAUMATON_NAMES_FROM" not in environment(read_settings(given), given)
    (tmp_path / "sign_in.toml").write_text(PROXY, encoding="utf-8")
    given["SAUMATON_SIGN_IN_FILE"] = str(tmp_path / "sign_in.toml")
    told = environment(read_settings(given), given)
    assert told["SAUMATON_NAMES_FROM"] == "10.1.2.3/32 127.0.0.1/32"
    assert told["SAUMATON_SIGN_IN_FILE"] == given["SAUMATON_SIGN_IN_FILE"]


def test_a_place_that_is_too_long_for_a_socket_is_refused_at_the_start(tmp_path: Path) -> None:
    given = {"SAUMATON_VAR": f"/{'x' * 110}", "PATH": os.environ["PATH"]}
    with pytest.raises(SettingRefused, match="SAUMATON_VAR"):
        serve(given, b"key", 1, "localhost:0")
    assert tmp_path


def test_a_process_that_keeps_the_facts_and_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(serving, "HUNG_SECONDS", 0.5)
    site = serving.Site({"SAUMATON_VAR": str(tmp_path), FACTS_URL: f"unix:{tmp_path}/facts.sock"}, b"key")
    site.facts = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    watching = threading.Thread(target=serving.watch_facts, args=(site,), daemon=True)
    watching.start()
    assert site.facts.wait(10) == -signal.SIGKILL
    site.ends.set()
    watching.join(5)


def test_processes_that_hang_are_ended_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "END_SECONDS", 0.3)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    processes = [subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) for _ in range(3)]
    for process in processes:
        assert process.stdout
        process.stdout.readline()
    began = time.monotonic()
    serving.end(processes)
    assert all(process.returncode == -signal.SIGKILL for process in processes)
    assert time.monotonic() - began < 3
    for process in processes:
        assert process.stdout
        process.stdout.close()
