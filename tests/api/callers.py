"""Programs that call the API in tests."""

import json
import uuid
from typing import Any

from django.test import Client

from hearme.accounts.actions import issue_api_key
from hearme.accounts.models import ApiKey, Organization
from tests import build

READ, WRITE = ApiKey.Scope.READ, ApiKey.Scope.WRITE
ROOT = "/api/v1"


class Caller:
    """A program with a key of an organization, or with none."""

    def __init__(self, organization: Organization | None = None, scope: str = READ) -> None:
        self.client = Client(raise_request_exception=False)
        self.key: ApiKey | None = None
        self.headers: dict[str, str] = {}
        if organization:
            issued = issue_api_key(organization, build.user(), "Máy tính tiền", scope)
            self.key, self.headers = issued.key, {"Authorization": f"Bearer {issued.text}"}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(ROOT + path, headers=self.headers | headers)

    def post(self, path: str, body: Any, key: str = "", **headers: str) -> Any:
        """Send a body: bytes as they are, anything else as JSON; under a new key unless given."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        extra = self.headers | {"Idempotency-Key": key or str(uuid.uuid4())} | headers
        kind = extra.pop("Content-Type", "application/json")
        return self.client.generic("POST", ROOT + path, sent, kind, headers=extra)
