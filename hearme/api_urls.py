"""/api/v1/: every address of the API, its schema and its documentation."""

from django.urls import path, re_path

import hearme.accounts.api_urls
import hearme.common.schema
import reports.api_urls
import responses.api_urls
import surveys.api_urls
from hearme.common import api_docs
from hearme.common.api_answers import unknown_address

app_name = "api_v1"

urlpatterns = [
    *hearme.accounts.api_urls.urlpatterns,
    *surveys.api_urls.urlpatterns,
    *responses.api_urls.urlpatterns,
    *reports.api_urls.urlpatterns,
    path("schema", api_docs.schema, name="schema"),
    path("schema.yaml", api_docs.schema_yaml, name="schema_yaml"),
    path("docs/", api_docs.docs, name="docs"),
    re_path(r"", unknown_address, name="unknown"),
]
