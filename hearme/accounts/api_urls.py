"""/api/v1/locations"""

from django.urls import path

from hearme.accounts.api import locations

urlpatterns = [
    path("locations", locations.location_list, name="locations"),
]
