"""PostgreSQL and Valkey of our own: start, stop, keep, recover."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from hearme.launch import processes
from hearme.launch.folders import CHECKOUT, DataFolder
from hearme.launch.local import Servers


def new_servers(path: Path) -> Servers:
    folder = DataFolder(path)
    folder.create()
    return Servers(folder, {}, careless=True)


def ask(servers: Servers, question: str) -> str:
    """Return what PostgreSQL answers, as text."""
    connection = psycopg2.connect(servers.urls["DATABASE_URL"])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return str(cursor.fetchone()[0]) if cursor.description else ""
    finally:
        connection.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Servers on one folder for all tests here: making a cluster takes a second or more."""
    servers = new_servers(tmp_path_factory.mktemp("kept") / "var")
    yield servers
    servers.stop()


@pytest.fixture
def servers(kept: Servers) -> Servers:
    """The same servers, running, with an empty database."""
    for server in kept.own:
        if not server.is_answering():
            server.start()
    ask(kept, "DROP TABLE IF EXISTS kept")
    return kept


def test_postgresql_speaks_utf_8_and_knows_vietnamese_capitals(servers: Servers) -> None:
    assert ask(servers, "SHOW server_encoding") == "UTF8"
    assert ask(servers, "SELECT upper('trà sữa đá')") == "TRÀ SỮA ĐÁ"


def test_valkey_keeps_everything_and_asks_for_its_password(servers: Servers) -> None:
    client = redis.Redis.from_url(servers.urls["REDIS_URL"])
    assert client.config_get("appendonly") == {"appendonly": "yes"}
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    client.close()
    assert servers.valkey
    with socket.create_connection(("127.0.0.1", servers.valkey.port)) as stranger:
        stranger.sendall(b"PING\r\n")
        assert stranger.recv(100).startswith(b"-NOAUTH")


def test_both_find_their_data_again_after_a_stop(servers: Servers) -> None:
    ask(servers, "CREATE TABLE kept AS SELECT 7 AS number")
    with redis.Redis.from_url(servers.urls["REDIS_URL"]) as client:
        client.set("kept", 8)
    servers.stop()
    servers.start()
    assert ask(servers, "SELECT number FROM kept") == "7"
    with redis.Redis.from_url(servers.urls["REDIS_URL"]) as client:
        assert client.get("kept") == b"8"


def test_both_recover_after_kill_9(servers: Servers) -> None:
    ask(servers, "CREATE TABLE kept AS SELECT 7 AS number")
    for server in servers.own:
        server.kill()
        assert not server.is_answering()
        server.start()
    assert ask(servers, "SELECT number FROM kept") == "7"


def test_servers_that_a_killed_launcher_left_behind_are_replaced(servers: Servers) -> None:
    left = [server.process.pid for server in servers.own if server.process]
    again = Servers(servers.postgres.folder, {}, careless=True) if servers.postgres else servers
    again.start()
    try:
        assert ask(again, "SELECT 1") == "1"
        assert not any(processes.runs(pid, "postgres") for pid in left)
    finally:
        again.stop()
        for server in servers.own:
            server.kill()


def test_a_pid_file_whose_number_is_another_programs_is_ignored(servers: Servers) -> None:
    assert servers.postgres
    pid_file = servers.postgres.cluster / "postmaster.pid"
    words = pid_file.read_text().split("\n", 1)[1]
    servers.stop()
    pid_file.write_text(f"{os.getpid()}\n{words}")
    servers.start()
    assert ask(servers, "SELECT 1") == "1"


def test_two_at_once_never_meet(servers: Servers, tmp_path: Path) -> None:
    others = new_servers(tmp_path / "other")
    others.start()
    try:
        ask(servers, "CREATE TABLE kept AS SELECT 1 AS number")
        assert ask(others, "SELECT count(*) FROM pg_class WHERE relname = 'kept'") == "0"
        assert not set(servers.urls.values()) & set(others.urls.values())
    finally:
        others.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_postgresql_never_runs_as_root(servers: Servers) -> None:
    assert servers.postgres
    for pid in processes.marked(servers.postgres.folder.mark("postgres")):
        assert Path(f"/proc/{pid}").stat().st_uid != 0


def test_a_long_path_does_not_break_the_socket(tmp_path: Path) -> None:
    servers = new_servers(tmp_path / ("long" * 40) / ("longer" * 20))
    assert servers.postgres
    servers.postgres.start()
    assert ask(servers, "SELECT 1") == "1"
    servers.stop()


def test_given_servers_are_used_instead() -> None:
    urls = {"DATABASE_URL": "postgres://a@b/c", "REDIS_URL": "redis://d"}
    servers = Servers(DataFolder(Path("/nowhere")), urls)
    assert servers.own == []
    assert servers.urls == urls


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the leash is Linux's")
def test_servers_die_with_the_process_that_started_them(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from tests.launch.test_servers import *\n"
        "new_servers(Path(sys.argv[1])).valkey.start(); os.kill(os.getpid(), 9)"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "var")]
    program = processes.Program("victim", words, tmp_path / "log", os.environ, CHECKOUT)
    assert processes.start(program).wait() == -9
    mark = DataFolder(tmp_path / "var").mark("valkey")
    assert processes.wait_until(lambda: not any(processes.marked(mark)), 20)
