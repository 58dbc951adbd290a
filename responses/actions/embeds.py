"""Writes: name the sites that may show a survey."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from responses.models import Collector
from responses.rules import OriginError, origin_of

MOST_SITES = 20


@transaction.atomic
def set_frame_origins(collector: Collector, origins: Sequence[str]) -> None:
    """Let exactly these sites show the survey. Raises ValidationError for what is no site."""
    if collector.kind != Collector.Kind.EMBED:
        raise ValidationError(_("Only a collector for websites can be put into one."))
    try:
        sites = list(dict.fromkeys(map(origin_of, origins)))
    except OriginError as error:
        raise ValidationError(_("This is not the address of a site.")) from error
    if len(sites) > MOST_SITES:
        raise ValidationError(_("At most %d sites can be named.") % MOST_SITES)
    Collector.objects.filter(pk=collector.pk).update(frame_origins=sites)
    collector.frame_origins = sites
