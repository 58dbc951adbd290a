"""What the API says about itself: its OpenAPI schema, and pages to read and try it."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.encoding import force_bytes
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

RENDERERS = {
    "application/json": OpenApiJsonRenderer,
    "application/yaml": OpenApiYamlRenderer,
    "application/vnd.oai.openapi+json": OpenApiJsonRenderer,
    "application/vnd.oai.openapi": OpenApiYamlRenderer,
}


@cache
def rendered_schema(media_type: str) -> bytes:
    """The schema in that form. It is the same for everybody, so each process makes it once."""
    with translation.override("en"):
        document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return force_bytes(RENDERERS[media_type]().render(document, renderer_context={}))


@csrf_exempt
@login_not_required
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The schema as JSON, or in another form if that is preferred."""
    media_type = request.get_preferred_type(list(RENDERERS))
    if media_type is None:
        return HttpResponse(status=406)
    return HttpResponse(rendered_schema(media_type), content_type=media_type)


@csrf_exempt
@login_not_required
@require_safe
def schema_yaml(request: HttpRequest) -> HttpResponse:
    return HttpResponse(rendered_schema("application/yaml"), content_type="application/yaml")


@csrf_exempt
@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api_docs.html")
