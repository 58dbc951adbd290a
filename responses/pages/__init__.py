"""The public pages: what a customer sees of a survey."""

from responses.pages.embeds import Footer, embed_script, embed_snippet, footer_of
from responses.pages.looks import look_of
from responses.pages.own import Offer, delete_page, deleted_page, resume_page
from responses.pages.setting import Setting, chrome_language, framed, linked, setting_of
from responses.pages.sheets import Sheet, sheet_of
from responses.pages.shown import Filled
from responses.pages.styles import public_css
from responses.pages.survey import (
    Page,
    Trouble,
    Ways,
    blank_page,
    privacy_page,
    survey_page,
    thanks_page,
    trouble_page,
)
from responses.pages.threshold import Closed, PinForm, closed_page, pin_page, rest_page

__all__ = [
    "Closed",
    "Filled",
    "Footer",
    "Offer",
    "Page",
    "PinForm",
    "Setting",
    "Sheet",
    "Trouble",
    "Ways",
    "blank_page",
    "chrome_language",
    "closed_page",
    "delete_page",
    "deleted_page",
    "embed_script",
    "embed_snippet",
    "footer_of",
    "framed",
    "linked",
    "look_of",
    "pin_page",
    "privacy_page",
    "public_css",
    "rest_page",
    "resume_page",
    "setting_of",
    "sheet_of",
    "survey_page",
    "thanks_page",
    "trouble_page",
]
