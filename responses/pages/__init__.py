"""The public pages: what a customer sees of a survey."""

from responses.pages.setting import Setting, chrome_language, setting_of
from responses.pages.sheets import Sheet, sheet_of
from responses.pages.shown import Filled
from responses.pages.styles import public_css
from responses.pages.survey import (
    Page,
    Trouble,
    blank_page,
    privacy_page,
    survey_page,
    thanks_page,
    trouble_page,
)

__all__ = [
    "Filled",
    "Page",
    "Setting",
    "Sheet",
    "Trouble",
    "blank_page",
    "chrome_language",
    "privacy_page",
    "public_css",
    "setting_of",
    "sheet_of",
    "survey_page",
    "thanks_page",
    "trouble_page",
]
