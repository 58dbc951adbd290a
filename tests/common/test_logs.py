"""What the log says about a request."""

import json

import pytest
from django.test import Client

from hearme.common.logs import write_line


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line[:1] == "{"]


def test_a_line_is_one_json_object_like_all_others(capsys):
    write_line("hearme.request", "request", path="/s/góp-ý\n", status=200)
    [line] = lines(capsys)
    assert line["path"] == "/s/góp-ý\n"
    assert (line["event"], line["level"], line["logger"]) == ("request", "info", "hearme.request")
    assert line["timestamp"].endswith("Z")


@pytest.mark.django_db
def test_in_production_every_request_has_its_line_and_its_id(settings, capsys):
    settings.DEBUG = False
    answer = Client(headers={"x-request-id": "till-7"}).get("/s/ABCDE")
    [line] = [line for line in lines(capsys) if line["event"] == "request"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/s/ABCDE", 404)
    assert line["request_id"] == answer["X-Request-ID"] == "till-7"


@pytest.mark.django_db
def test_the_log_never_tells_what_opens_answers(settings, capsys):
    settings.DEBUG = False
    Client().get(f"/s/ABCDE/p/{'x' * 75}/2")
    [line] = [line for line in lines(capsys) if line["event"] == "request"]
    assert line["path"] == "/s/ABCDE/p/…/2"
