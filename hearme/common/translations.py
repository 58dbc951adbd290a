"""Catalogues of translations: what the code says, what is translated, and compiling it.

Every app has its own catalogue. Babel reads and writes them, so no gettext programs are needed.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGE: Final = "vi"
"""The sources are English; this is what they are translated into."""

HEADER: Final = r"""msgid ""
msgstr ""
"Language: vi\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
KEYWORDS: Final = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMON: Final = "common"
FOREIGN_TEMPLATES: Final = {"account": "accounts", "allauth": "accounts"}
"""Folders of templates named after a library's app -> the app whose pages they are."""

PLACEHOLDER: Final = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


@dataclass(frozen=True, slots=True)
class App:
    """An app of this project, with the sources whose words its catalogue translates."""

    label: str
    path: Path

    @property
    def catalogue(self) -> Path:
        return self.path / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"

    def sources(self) -> list[Path]:
        """Its Python files and its templates."""
        code = [p for p in self.path.rglob("*.py") if "migrations" not in p.parts]
        templates = [p for p in _template_root().rglob("*") if p.is_file() and self._owns(p)]
        return [*sorted(code), *sorted(templates)]

    def _owns(self, template: Path) -> bool:
        folder = template.relative_to(_template_root()).parts[0]
        label = FOREIGN_TEMPLATES.get(folder, folder)
        return self.label == (label if label in {app.label for app in own_apps()} else COMMON)


def own_apps() -> list[App]:
    """The apps of this project, from the bottom layer up."""
    configs = [(config.label, Path(config.path)) for config in apps.get_app_configs()]
    return [App(label, path) for label, path in configs if _is_ours(path)]


def compile_catalogue(app: App) -> bool:
    """Write the .mo beside the .po; False if there is none or it is up to date."""
    source, target = app.catalogue, app.catalogue.with_suffix(".mo")
    if not source.exists():
        return False
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    draft = target.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, _read(source))
    draft.replace(target)
    return True


def problems(app: App) -> list[str]:
    """What is wrong with an app's catalogue, one line each; empty if all is translated."""
    wanted, given = _extracted(app), _read(app.catalogue)
    found = [f"not used any more: {_name(m)}" for m in given if m.id and not _same(wanted, m)]
    for message in _messages(wanted):
        translated = _same(given, message)
        found += [f"{words}: {_name(message)}" for words in _faults(message, translated)]
    return [f"{app.catalogue.relative_to(settings.BASE_DIR)}: {line}" for line in found]


def update_catalogue(app: App) -> None:
    """Bring the catalogue up to the sources: new words empty, old ones gone, order of the code."""
    wanted, given = _extracted(app), _read(app.catalogue)
    for message in _messages(wanted):
        translated = _same(given, message)
        if translated:
            message.string = translated.string
            message.flags |= translated.flags & {"fuzzy"}
            message.user_comments = translated.user_comments
    if not len(wanted):
        return
    text = io.BytesIO()
    write_po(text, wanted, width=100, omit_header=True, include_lineno=False)
    app.catalogue.parent.mkdir(parents=True, exist_ok=True)
    app.catalogue.write_text(HEADER + text.getvalue().decode().strip() + "\n")


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts


def _template_root() -> Path:
    return Path(settings.BASE_DIR) / "templates"


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, LANGUAGE)


def _extracted(app: App) -> Catalog:
    catalog = Catalog(LANGUAGE)
    for path in app.sources():
        place = str(path.relative_to(settings.BASE_DIR))
        for line, words, context in _words_in(path):
            catalog.add(words, locations=[(place, line)], context=context)
    return catalog


def _words_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    """Each (line, msgid or (singular, plural), context) of a file."""
    text = path.read_text()
    if path.suffix != ".py":
        # Babel reads Python's tokens, which may not be indented at will.
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    for line, words, _, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        yield line, words, context


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _same(catalog: Catalog, message: Message) -> Message | None:
    return catalog.get(message.id, message.context)


def _faults(message: Message, translated: Message | None) -> list[str]:
    if translated is None or not all(_forms(translated.string)):
        return ["not translated"]
    faults = ["fuzzy"] if translated.fuzzy else []
    wanted = set(PLACEHOLDER.findall(_forms(message.id)[-1]))
    if any(set(PLACEHOLDER.findall(form)) != wanted for form in _forms(translated.string)):
        faults.append("other placeholders")
    if message.pluralizable != translated.pluralizable:
        faults.append("plural forms do not match")
    return faults


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """The singular and, if there is one, the plural."""
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def _name(message: Message) -> str:
    places = ", ".join(sorted({place for place, _ in message.locations}))
    return f"“{_forms(message.id)[0]}” ({places})" if places else f"“{_forms(message.id)[0]}”"
