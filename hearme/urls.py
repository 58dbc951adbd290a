"""Every URL starts here. Public pages first, then /<org>/… for members."""

from django.conf import settings
from django.urls import include, path

from hearme.accounts import views as accounts
from hearme.common import health
from hearme.common.styleguide import styleguide

handler500 = "hearme.common.errors.server_error"

urlpatterns = [
    path("", accounts.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("s/", include("responses.public_urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.account.urls")),
    path("", include("hearme.accounts.urls")),
    path("<slug:org>/surveys/", include("surveys.urls")),
    path("<slug:org>/", include("responses.urls")),
    path("<slug:org>/reports/", include("reports.urls")),
]
if settings.DEBUG:
    urlpatterns.insert(1, path("styleguide/", styleguide, name="styleguide"))
