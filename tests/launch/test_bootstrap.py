"""The environment: readable for old Pythons, filled from the pins, refilled when they change."""

import ast
from pathlib import Path

import pytest

from hearme.launch import bootstrap


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with an environment that somebody has filled."""
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\ndependencies = ["django~=5.2.0"]\n'
        '[dependency-groups]\nlocal = ["uv"]\ntest = ["pytest"]\nlint = ["ruff"]\n'
    )
    (tmp_path / "constraints.txt").write_text("uv==1 \\\n    --hash=sha256:aa\nvine==5\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    monkeypatch.setattr(bootstrap, "CHECKOUT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PINS", tmp_path / "constraints.txt")
    return tmp_path


def test_python_3_7_can_read_it_and_so_say_that_it_is_too_old() -> None:
    ast.parse(Path(bootstrap.__file__).read_text(), feature_version=(3, 7))


def test_an_old_python_without_a_newer_one_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(
        bootstrap.Stop, match=r"Python 3\.11 or newer is needed; this is 3\.9"
    ) as stop:
        bootstrap.find_python()
    assert "apt install python3" in str(stop.value)


def test_run_needs_fewer_packages_than_the_tests(checkout: Path) -> None:
    assert bootstrap.requirements("run") == ["django~=5.2.0", "uv"]
    assert bootstrap.requirements("dev") == ["django~=5.2.0", "uv", "pytest", "ruff"]


def test_a_pin_comes_with_its_hashes(checkout: Path) -> None:
    assert bootstrap.pin_of("uv") == "uv==1 \\\n    --hash=sha256:aa\n"
    with pytest.raises(bootstrap.Stop, match="no pin for pip"):
        bootstrap.pin_of("pip")


def test_the_environment_is_filled_again_only_when_the_pins_change(checkout: Path) -> None:
    assert not bootstrap.is_current("run")
    bootstrap.stamp("run").write_text(bootstrap.digest("run"))
    assert bootstrap.is_current("run")
    assert not bootstrap.is_current("dev")
    bootstrap.PINS.write_text("uv==2\n")
    assert not bootstrap.is_current("run")


def test_the_environment_of_the_tests_serves_make_run_too(checkout: Path) -> None:
    bootstrap.stamp("dev").write_text(bootstrap.digest("dev"))
    assert bootstrap.is_current("run")


def test_where_uv_does_not_work_pip_installs_the_same_pins(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[str] = []

    def fail(group: str) -> None:
        raise bootstrap.subprocess.CalledProcessError(2, "uv")

    monkeypatch.setattr(bootstrap, "install_with_uv", fail)
    monkeypatch.setattr(bootstrap, "install_with_pip", lambda: calls.append("pip"))
    bootstrap.fill("run")
    assert calls == ["pip"]
    assert "trying again with pip" in capsys.readouterr().out
    assert bootstrap.is_current("run")


def test_a_step_that_fails_says_so(checkout: Path) -> None:
    with pytest.raises(bootstrap.Stop, match=r"Could not make \.venv \(code 1\)") as stop:
        bootstrap.run(["false"], "make .venv")
    assert "What to do" in str(stop.value)
