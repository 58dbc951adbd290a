"""Every URL starts here. Public pages first, then /<org>/… for members."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language

from hearme.accounts import views as accounts
from hearme.common import health
from hearme.common.api_answers import unknown_address
from hearme.common.styleguide import styleguide

handler500 = "hearme.common.errors.server_error"

urlpatterns = [
    path("", accounts.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("s/", include("responses.public_urls")),
    path("", include("reports.public_urls")),
    path("api/v1/", include("hearme.api_urls", namespace="api_v1")),
    re_path(r"^api/", unknown_address),
    path("language/", login_not_required(set_language), name="set_language"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("hearme.accounts.urls")),
    path("<slug:org>/", include("surveys.urls")),
    path("<slug:org>/", include("responses.urls")),
    path("<slug:org>/", include("reports.urls")),
]
if settings.DEBUG:
    urlpatterns.insert(1, path("styleguide/", styleguide, name="styleguide"))
