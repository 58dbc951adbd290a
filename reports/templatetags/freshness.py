"""Up to when the figures of a page are counted, told where that is a while ago."""

from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils import timezone

from reports.queries.freshness import counted_until, is_stale

register = template.Library()


@register.inclusion_tag("reports/_as_of.html", takes_context=True)
def as_of(context: Context) -> dict[str, Any]:
    """The moment up to which answers are counted, in the organization's own time; None if now."""
    organization = context["request"].organization
    moment = counted_until(organization)
    if not is_stale(moment):
        return {"moment": None}
    zone = ZoneInfo(organization.time_zone)
    there, now = moment.astimezone(zone), timezone.localtime(timezone=zone)
    return {"moment": there, "is_today": there.date() == now.date()}
