"""`make run`: what is checked first, what is said, and who is started again."""

import os
import socket
import sys
from pathlib import Path

import pytest

from hearme.launch import __main__ as commands
from hearme.launch import processes, run
from hearme.launch.console import LaunchError
from hearme.launch.folders import DataFolder
from hearme.launch.services import Service
from hearme.launch.supervisor import Supervisor


@pytest.mark.parametrize("word", ["abc", "0", "70000", "-1", "8000.5"])
def test_a_port_that_is_none_is_refused_in_words(word: str) -> None:
    with pytest.raises(LaunchError, match="PORT is") as caught:
        run.chosen_port({"PORT": word})
    assert "1 to 65535" in str(caught.value)


def test_the_port_is_8000_unless_told() -> None:
    assert run.chosen_port({}) == 8000
    assert run.chosen_port({"PORT": "8123"}) == 8123


def test_a_taken_port_is_named_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LaunchError, match=f"Port {port} cannot be used") as caught:
            run.check_port(port)
    assert "make run PORT=" in str(caught.value)


def test_a_failed_step_says_what_failed_what_to_do_and_exits_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "prepare.log"
    log.write_text("first line\nthe reason\n")

    def fail() -> None:
        raise LaunchError("The database could not be prepared.", f"read {log}", log=log)

    monkeypatch.setitem(commands.COMMANDS, "run", fail)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        commands.main(["run"])
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert "Failed: The database could not be prepared." in said
    assert "| the reason" in said
    assert f"What to do: read {log}" in said


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "var")
    folder.create()
    return folder


def service(folder: DataFolder, program: str) -> Service:
    return Service("worker", folder, ["-c", program], dict(os.environ))


def test_a_dead_process_is_named_with_its_last_words_and_started_again(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    part = service(folder, "import sys, time; print('last words', flush=True); time.sleep(600)")
    part.start()
    supervisor = Supervisor([part])
    assert part.process
    first = part.process.pid
    processes.wait_until(lambda: "last words" in part.log.read_text(), 10)
    processes.sweep(part.process)
    supervisor.look()
    said = capsys.readouterr().out
    assert "worker has died (code -9)" in said
    assert "| last words" in said
    assert processes.wait_until(lambda: (supervisor.look(), part.process.pid != first)[1], 10)
    part.stop()


def test_a_process_that_keeps_dying_is_started_ever_more_rarely(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    part = service(folder, "raise SystemExit(3)")
    supervisor = Supervisor([part])
    for _ in range(3):
        supervisor._due.clear()
        supervisor.look()
    said = capsys.readouterr().out
    assert [pause for pause in ("in 1 s", "in 2 s", "in 4 s") if pause in said] == [
        "in 1 s",
        "in 2 s",
        "in 4 s",
    ]


def test_a_process_that_ignores_sigterm_is_killed(folder: DataFolder) -> None:
    part = service(folder, "import signal,time; signal.signal(15, 1); print(1); time.sleep(600)")
    part.start()
    process = part.process
    part.stop(patience=1)
    assert process
    assert process.poll() is not None


def test_what_has_been_prepared_is_forgotten_when_a_migration_changes(
    folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migration = tmp_path / "surveys" / "migrations" / "0001_first.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("first")
    monkeypatch.setattr(run, "CHECKOUT", tmp_path)
    before = run.prepared_state(folder)
    assert run.prepared_state(folder) == before
    os.utime(migration, (1, 1))
    assert run.prepared_state(folder) != before


def test_python_processes_are_found_again_by_their_mark(folder: DataFolder) -> None:
    part = service(folder, "import time; time.sleep(600)")
    part.start()
    assert part.process
    assert processes.wait_until(
        lambda: list(processes.marked(folder.mark("worker"))) == [part.process.pid], 10
    )
    processes.end_strays(folder.mark("worker"), processes.signal.SIGTERM, 5)
    assert part.process.wait(5) != 0
    assert sys.executable
