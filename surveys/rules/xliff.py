"""Translators' files in XLIFF: 1.2 is written, 1.2 and 2.0 are read."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as Plain

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from surveys.rules.imported import MAX_TRANSLATION_FILE, FileError, FileProblem, text_of
from surveys.rules.translations import Line, Translated

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:1.2"
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
DECLARED: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


# ------------------------------------------------------------------ any XML
def tree_of(data: bytes, *, most: int = MAX_TRANSLATION_FILE) -> Plain.Element:
    """Parse XML that a stranger wrote: no DTD, no entities. Raises FileError."""
    text = DECLARED.sub("", text_of(data, most=most), count=1)
    try:
        root: Plain.Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FileError(FileProblem.FORBIDDEN_XML) from error
    except (ParseError, ValueError, RecursionError) as error:
        raise FileError(FileProblem.BROKEN_XML, str(error)) from error
    return root


def name_of(element: Plain.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def child(element: Plain.Element, name: str) -> Plain.Element | None:
    """The first child of this name, whatever its namespace."""
    return next((each for each in element if name_of(each) == name), None)


def words_of(element: Plain.Element | None) -> str:
    """All text inside an element; inline marks are passed over."""
    return "" if element is None else "".join(element.itertext())


# ------------------------------------------------------------------ writing
def xliff_of(lines: Sequence[Line], default: str, language: str, original: str) -> bytes:
    """The passages as XLIFF 1.2."""
    root = Plain.Element("xliff", {"version": "1.2", "xmlns": NAMESPACE})
    about = {
        "original": original,
        "datatype": "plaintext",
        "source-language": default,
        "target-language": language,
    }
    body = Plain.SubElement(Plain.SubElement(root, "file", about), "body")
    for line in lines:
        _add_unit(body, line, default, language)
    Plain.indent(root)
    written: bytes = Plain.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_unit(body: Plain.Element, line: Line, default: str, language: str) -> None:
    limits = {"maxwidth": str(line.longest), "size-unit": "char"}
    unit = Plain.SubElement(body, "trans-unit", {"id": line.path, SPACE: "preserve", **limits})
    Plain.SubElement(unit, "source", {LANG: default}).text = UNWRITABLE.sub("", line.source)
    state = "translated" if line.target else "needs-translation"
    target = Plain.SubElement(unit, "target", {LANG: language, "state": state})
    target.text = UNWRITABLE.sub("", line.target)
    Plain.SubElement(unit, "note").text = UNWRITABLE.sub("", line.part)


# ------------------------------------------------------------------ reading
def rows_from_xliff(data: bytes, language: str) -> list[Translated]:
    """Read XLIFF 1.2 or 2.0. Raises FileError if it is broken or in another language."""
    root = tree_of(data)
    if name_of(root) != "xliff":
        raise FileError(FileProblem.UNKNOWN_FORMAT)
    is_second = root.get("version", "").startswith("2")
    targets = {root.get("trgLang", "")} if is_second else _target_languages(root)
    said = {tag.replace("_", "-").partition("-")[0].lower() for tag in targets if tag}
    if said and said != {language}:
        raise FileError(FileProblem.OTHER_LANGUAGE, ", ".join(sorted(said)))
    return list(_second(root) if is_second else _first(root))


def _target_languages(root: Plain.Element) -> set[str]:
    return {file.get("target-language", "") for file in root if name_of(file) == "file"}


def _first(root: Plain.Element) -> Iterator[Translated]:
    for unit in root.iter():
        if name_of(unit) == "trans-unit":
            target, source = child(unit, "target"), child(unit, "source")
            yield Translated(unit.get("id", ""), words_of(target), words_of(source))


def _second(root: Plain.Element) -> Iterator[Translated]:
    for unit in root.iter():
        if name_of(unit) == "unit":
            parts = [part for part in unit if name_of(part) in {"segment", "ignorable"}]
            target = "".join(words_of(child(part, "target")) for part in parts)
            source = "".join(words_of(child(part, "source")) for part in parts)
            yield Translated(unit.get("id", ""), target, source)
