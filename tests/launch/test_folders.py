"""The data folder: one user at a time, and secrets that stay secret."""

import stat
from pathlib import Path

import pytest

from hearme.launch.console import LaunchError
from hearme.launch.folders import DataFolder, claimed
from hearme.launch.processes import MYSELF


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "var")
    folder.create()
    return folder


def test_a_second_start_says_who_runs_it_and_what_to_do(folder: DataFolder) -> None:
    refused = pytest.raises(LaunchError, match="already running")
    with claimed(folder), refused as caught, claimed(folder):
        pass
    assert "kill" in str(caught.value)
    assert "HEARME_VAR" in str(caught.value)


def test_the_claim_is_free_again_afterwards(folder: DataFolder) -> None:
    for _ in range(2):
        with claimed(folder):
            pass


def test_a_secret_is_made_once_and_only_we_may_read_it(folder: DataFolder) -> None:
    secret = folder.secret("secret-key", 50)
    assert len(secret) == 50
    assert DataFolder(folder.path).secret("secret-key") == secret
    mode = (folder.path / "secrets" / "secret-key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_socket_folder_is_ours_alone_and_its_path_is_short(folder: DataFolder) -> None:
    folder.make_socket_folder(MYSELF)
    assert stat.S_IMODE(folder.sockets.stat().st_mode) == 0o700
    assert len(str(folder.sockets / ".s.PGSQL.5432")) < 107
    folder.sockets.rmdir()


def test_a_socket_folder_that_others_may_enter_is_refused(folder: DataFolder) -> None:
    folder.sockets.mkdir(mode=0o755)
    folder.sockets.chmod(0o755)
    with pytest.raises(LaunchError, match="belongs to somebody else"):
        folder.make_socket_folder(MYSELF)
    folder.sockets.rmdir()


def test_a_folder_that_cannot_be_made_names_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LaunchError, match="cannot be made") as caught:
        DataFolder(tmp_path / "file" / "var").create()
    assert "HEARME_VAR" in str(caught.value)
