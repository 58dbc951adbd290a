"""The public pages: what a customer sees of a survey."""

from responses.pages.sheets import Sheet, sheet_of
from responses.pages.survey import (
    Filled,
    Page,
    Setting,
    Trouble,
    blank_page,
    chrome_language,
    privacy_page,
    public_css,
    setting_of,
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
