"""Surveys and their versions, how their pages look, and the catalogue of what is rated."""

from surveys.models.catalogue import (
    About,
    Stage,
    Subject,
    SubjectQuerySet,
    Touchpoint,
    TouchpointQuerySet,
)
from surveys.models.looks import Picture, PictureQuerySet, Theme, ThemeQuerySet
from surveys.models.surveys import (
    DraftRevision,
    Survey,
    SurveyQuerySet,
    SurveyVersion,
    WithoutMarks,
)

__all__ = [
    "About",
    "DraftRevision",
    "Picture",
    "PictureQuerySet",
    "Stage",
    "Subject",
    "SubjectQuerySet",
    "Survey",
    "SurveyQuerySet",
    "SurveyVersion",
    "Theme",
    "ThemeQuerySet",
    "Touchpoint",
    "TouchpointQuerySet",
    "WithoutMarks",
]
