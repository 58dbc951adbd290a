"""What an author does in the builder and a customer on a phone, hand by hand, for browser tests."""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from PIL import Image
from playwright.sync_api import FrameLocator, Locator, Page, expect

SURVEY = re.compile(r"/surveys/\w{6}/(#\w+)?$")


def png(colour: str) -> dict[str, object]:
    """A small picture file of one colour, as a file chooser takes it."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return {"name": f"{colour}.png", "mimeType": "image/png", "buffer": out.getvalue()}


class Author:
    """Somebody who writes surveys, in the Vietnamese pages."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = home
        self.survey = ""

    # -------------------------------------------------------------- the survey
    def begin(self, title: str) -> None:
        """Begin a survey from a blank page; Vietnamese and English are offered at once."""
        self.page.goto(f"{self.home}surveys/new/")
        self.page.get_by_label("Tên khảo sát").fill(title)
        self.page.locator("label").filter(has_text="Trang trắng").click()
        self.page.get_by_role("button", name="Tạo khảo sát").click()
        self.page.wait_for_url(SURVEY)
        self.survey = self.page.url.partition("#")[0]

    def open(self, tab: str = "") -> None:
        """Open a page about the survey by its tab."""
        self.page.goto(self.survey + tab)

    def add(
        self,
        kind: str,
        words: str,
        *,
        choices: Sequence[str] = (),
        pictures: Sequence[Mapping[str, object]] = (),
    ) -> None:
        """Add a question below the others, in Vietnamese."""
        menu = self.page.locator("[data-add]")
        if menu.get_attribute("open") is None:
            menu.locator("summary").click()
        menu.locator(f"button[value={kind}]").click()
        editor = self.page.locator(".qcard.is-open")
        editor.locator("[name=text_vi]").fill(words)
        if choices:
            self._fill_choices(choices)
        for place, file in enumerate(pictures):
            slot = editor.locator(f"[data-picture=choice-{place}]")
            slot.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
            expect(slot.locator("img")).to_be_visible()
        self.save_question()

    def _fill_choices(self, choices: Sequence[str]) -> None:
        rows = self.page.locator("[name=choice_vi]")
        while rows.count() < len(choices):
            self.page.locator("[data-row=add]").click()
        while rows.count() > len(choices):
            self.page.locator("[data-row=remove]").last.click()
        for place, choice in enumerate(choices):
            rows.nth(place).fill(choice)

    def edit(self, key: str) -> None:
        """Open the editor of a question from its card."""
        self.open()
        self.page.locator(f"#{key} h3 a").click()
        self.page.locator(".qcard.is-open").wait_for()

    def save_question(self) -> None:
        """Press the editor's button and wait for the list."""
        self.press_save()
        self.page.wait_for_url(SURVEY)
        self.page.locator(".qcard.is-open").wait_for(state="detached")

    def press_save(self) -> None:
        """Press the button at the foot of the open editor."""
        self.page.locator(".qcard.is-open").get_by_role("button", name="Lưu", exact=True).click()

    def break_page_before(self, place: int) -> None:
        """Let a new page begin at a question."""
        self.page.get_by_role("button", name=f"Ngắt trang tại đây, trước câu {place}").click()
        self.page.locator(".page-head").last.wait_for()

    def ask_only_after_a_bad_rating(self, source: str, target: str) -> None:
        """Make the rule on the tab of rules: a bad rating shows a question."""
        self.open("rules/")
        self.page.get_by_role("link", name="Thêm quy tắc").click()
        self.page.locator("select.src").select_option(source)
        self.page.locator("select.op option[value='class:bad']").wait_for(state="attached")
        self.page.locator("select.op").select_option("class:bad")
        self.page.locator("[name=action]").select_option("show")
        self.page.locator("[name=target]").select_option(target)
        self.page.locator("form[data-rule-form]").get_by_role("button", name="Lưu").last.click()
        self.page.locator("#rule-1:not(.is-open)").wait_for()

    # -------------------------------------------------------------- languages
    def translate(self, words: Mapping[str, str]) -> None:
        """Type the English words beside the Vietnamese ones: {Vietnamese: English}."""
        self.open("translations/?to=en")
        for source, english in words.items():
            row = self.page.get_by_role("row").filter(
                has=self.page.get_by_role("cell", name=source, exact=True)
            )
            for field in row.get_by_role("textbox").all():
                field.fill(english)
        self.page.get_by_role("button", name="Lưu", exact=True).click()
        self.page.wait_for_url("**/translations/?to=en")

    def completeness(self) -> str:
        """How much of the survey exists in English, as the page of translations tells it."""
        self.open("translations/?to=en")
        return self.page.locator("[data-card] [data-percent]").inner_text()

    # -------------------------------------------------------------- preview and publishing
    def preview(self, *, width: int, language: str = "", sheet: str = "") -> FrameLocator:
        """The preview at a width, in a language, at a page of the survey."""
        bar = self.page.get_by_role("complementary", name="Xem trước")
        bar.get_by_role("button", name=str(width)).click()
        if language:
            bar.get_by_role("button", name=language, exact=True).click()
        if sheet:
            bar.get_by_label("Trang của khảo sát").select_option(label=sheet)
        return self.page.frame_locator(".device iframe")

    def until_wide(self, width: int) -> None:
        """Wait until the phone of the preview has a width."""
        frame = self.page.locator(".device iframe")
        expect(frame).to_have_js_property("clientWidth", width)

    def review(self) -> str:
        """What the page before publishing says."""
        self.open("publish/")
        return self.page.locator("main").inner_text()

    def publish(self) -> None:
        """Press the button of that page."""
        self.page.get_by_role("button", name="Xuất bản").click()
        self.page.wait_for_url(SURVEY)

    def open_collector(self) -> str:
        """Open a collector for the survey; return the address that customers open."""
        self.page.get_by_role("link", name="Tạo điểm thu thập").click()
        self.page.get_by_role("button", name="Tạo điểm thu thập").first.click()
        return link_on(self.page)


def link_on(page: Page) -> str:
    """The address for customers on a collector's page."""
    page.wait_for_url(re.compile(r"/collectors/\w{5}/"))
    return str(page.locator("dd a[href*='/s/']").get_attribute("href"))


class Hand:
    """Clicks and types, and counts how often."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0
        self.typed = 0

    def press(self, role: Literal["button", "link"], name: str) -> None:
        """Click the first control with this name."""
        self.page.get_by_role(role, name=name).first.click()
        self.clicks += 1

    def type(self, field: str, words: str) -> None:
        """Fill a field in."""
        self.page.locator(f"[name={field}]").fill(words)
        self.typed += 1


class Customer:
    """Somebody who answers on a phone."""

    def __init__(self, page: Page, *, has_script: bool) -> None:
        self.page = page
        self.has_script = has_script

    def open(self, address: str, language: str = "vi") -> None:
        """Open the survey and choose a language at its head, as customers do."""
        self.page.goto(address)
        if language != "vi":
            self.page.get_by_role("navigation").get_by_text(language.upper()).click()
            self.page.locator(f"html[lang={language}]").wait_for()

    def card(self, key: str) -> Locator:
        """A question on the page."""
        return self.page.locator(f'[data-key="{key}"]')

    def choose(self, name: str, value: int) -> None:
        """Tap an option: its label, since the control itself is hidden behind it."""
        option = self.page.locator(f'input[name="q-{name}"][value="{value}"]')
        self.page.locator("label.opt").filter(has=option).click()
        expect(option).to_be_checked()

    def write(self, name: str, words: str) -> None:
        self.page.locator(f'[name="q-{name}"]').fill(words)

    def send(self) -> None:
        """Press the button at the foot of the page and wait for what comes."""
        with self.page.expect_navigation():
            self.page.locator("button.send").click()
