"""The site as it is in development: with /styleguide/, which tests (DEBUG off) do not have."""

from django.urls import path

from hearme import urls as site
from hearme.common.styleguide import styleguide

handler500 = site.handler500
urlpatterns = [path("styleguide/", styleguide, name="styleguide"), *site.urlpatterns]
