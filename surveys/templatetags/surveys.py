"""What the head of every page about a survey asks: the figures on its tabs."""

from django import template

from surveys.models import Survey
from surveys.pages import Tabs, tabs_of

register = template.Library()


@register.simple_tag
def tabs(survey: Survey) -> Tabs:
    """The numbers beside the names of the tabs."""
    return tabs_of(survey)
