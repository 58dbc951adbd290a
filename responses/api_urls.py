"""/api/v1/collectors and /api/v1/responses"""

from django.urls import path

from responses.api import collectors, links, receiving, responses

urlpatterns = [
    path("collectors", collectors.collector_list, name="collectors"),
    path("collectors/<slug:code>", collectors.collector, name="collector"),
    path("collectors/<slug:code>/responses", receiving.new_response, name="new_response"),
    path("collectors/<slug:code>/links", links.new_links, name="new_links"),
    path("surveys/<slug:code>/responses", responses.response_list, name="responses"),
    path("responses/<int:response_id>", responses.response, name="response"),
]
