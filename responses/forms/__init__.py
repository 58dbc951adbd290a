"""Parse and clean input: what collectors and posters are made of, and the filters of the lists."""

from responses.forms.collectors import (
    CollectorForm,
    EverywhereForm,
    subject_field,
    touchpoint_field,
)
from responses.forms.embeds import EmbedForm, SitesForm
from responses.forms.fields import (
    EVERY_STATE,
    SWITCH,
    USABLE,
    Choices,
    DayInput,
    PickField,
    Sent,
    place_field,
    survey_field,
)
from responses.forms.filters import (
    SILENT,
    CollectorFilterForm,
    FilterForm,
    FilterSelect,
    ResponseFilterForm,
)
from responses.forms.options import RESTS, CollectorOptionsForm
from responses.forms.posters import PosterForm

__all__ = [
    "EVERY_STATE",
    "RESTS",
    "SILENT",
    "SWITCH",
    "USABLE",
    "Choices",
    "CollectorFilterForm",
    "CollectorForm",
    "CollectorOptionsForm",
    "DayInput",
    "EmbedForm",
    "EverywhereForm",
    "FilterForm",
    "FilterSelect",
    "PickField",
    "PosterForm",
    "ResponseFilterForm",
    "Sent",
    "SitesForm",
    "place_field",
    "subject_field",
    "survey_field",
    "touchpoint_field",
]
