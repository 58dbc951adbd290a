"""What each kind of question looks like on the page, from the question and what was sent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from responses.actions.privacy import agreement_words
from responses.pages import words
from responses.pages.looks import picture_url
from responses.pages.shown import Option, Part, Reader, Shown
from responses.rules import AGREED, FIELD, OTHER, TICKED
from surveys.rules import CONTACT_FIELDS, MAX_FILES, Kind, Question

SHORT_LABEL: Final = 28
"""Choices up to this long stand side by side; longer ones have a line each."""
SHORT_WORDS: Final = 14
"""Words under a face or above a column that fit there."""
MOST_COLUMNS: Final = 7
"""How many levels of a matrix fit beside its rows on a wide screen."""
MOST_SELECTED: Final = 12
"""Ranks up to this many are chosen from a list; beyond, the number is typed."""


def shown(question: Question, place: int, reader: Reader) -> Shown:
    """One question of the sheet."""
    texts = reader.sheet.reworded.get(question.key) or question.text
    is_statement = question.kind is Kind.STATEMENT
    base = Shown(
        place=place,
        key=question.key,
        kind=question.kind,
        title=reader.marked(texts) if is_statement else reader.text(texts),
        words=reader.words(texts),
        help=reader.marked(question.help),
        template="statement",
        hint=words.hint_of(question),
        picture=picture_url(question.picture),
        is_required=question.is_required and question.kind.is_asked,
        is_asked=question.key in reader.sheet.asked,
        error=reader.error(question),
    )
    return replace(base, **_BODIES[question.kind](question, reader))


Body = dict[str, Any]


# ------------------------------------------------------------------ scales
def _levels(question: Question, reader: Reader) -> list[SafeString]:
    """The author's words for each level from the lowest; empty where there are none."""
    own = [reader.text(level.text) for level in question.levels]
    return [*own, *[SafeString("")] * len(question.scale)][: len(question.scale)]


def _pictures(question: Question) -> list[str]:
    own = [picture_url(level.picture) for level in question.levels]
    return [*own, *[""] * len(question.scale)][: len(question.scale)]


def _in_order(question: Question, options: list[Option]) -> list[Option]:
    return options[::-1] if question.is_reversed else options


def _scale_options(question: Question, reader: Reader, labels: Sequence[str]) -> list[Option]:
    sent = reader.sent(FIELD + question.key)
    rated = zip(question.scale, labels, _pictures(question), strict=True)
    return [
        Option(str(rating), label or str(rating), str(rating) in sent, picture)
        for rating, label, picture in rated
    ]


def _csat(question: Question, reader: Reader) -> Body:
    usual = words.face_labels(len(question.scale))
    labels = [own or label for own, label in zip(_levels(question, reader), usual, strict=True)]
    faces = [1, 2, 3, 4, 5] if len(usual) == 5 else [1, 2, 4, 5]
    options = [
        replace(option, face=face)
        for option, face in zip(_scale_options(question, reader, labels), faces, strict=True)
    ]
    is_long = any(len(label) > SHORT_WORDS for label in labels)
    return {
        "template": "faces",
        "options": _in_order(question, options),
        "layout": f"n{len(faces)}{' rows' if is_long else ''}",
        "ends": _ends(question, reader, options),
    }


def _scale(question: Question, reader: Reader) -> Body:
    labels = _levels(question, reader)
    if any(labels[1:-1]) or any(_pictures(question)):
        return _labelled(question, reader, labels)
    options = _scale_options(question, reader, [str(rating) for rating in question.scale])
    options = [replace(option, picture="") for option in options]
    return {
        "template": "scale",
        "options": _in_order(question, options),
        "layout": _tiles(len(options)),
        "ends": _ends(question, reader, options, (labels[0], labels[-1])),
    }


def _labelled(question: Question, reader: Reader, labels: list[SafeString]) -> Body:
    options = _scale_options(question, reader, labels)
    has_pictures = any(_pictures(question))
    return {
        "template": "pictures" if has_pictures else "choice",
        "options": _in_order(question, options),
        "layout": "list",
        "ends": _ends(question, reader, options),
    }


def _tiles(count: int) -> str:
    """How many tiles of a scale stand in a row on a phone: all, or half of them."""
    return f"t{count if count < 7 else -(-count // 2)}{'' if count < 7 else ' two'}"


def _ends(
    question: Question,
    reader: Reader,
    options: list[Option],
    labels: tuple[SafeString | str, SafeString | str] = ("", ""),
) -> list[tuple[str, SafeString | str]]:
    """What the ends of the scale mean, in the order in which they are shown; empty: nothing."""
    low, high = reader.text(question.low) or labels[0], reader.text(question.high) or labels[1]
    if not (low or high):
        low, high = words.end_words(question.kind)
    if not (low or high):
        return []
    ends = [(options[0].value, low), (options[-1].value, high)]
    return ends[::-1] if question.is_reversed else ends


def _stars(question: Question, reader: Reader) -> Body:
    return {"template": "stars", "parts": _rows(question, reader, [
        _("%(n)d of %(most)d") % {"n": rating, "most": question.scale[-1]}
        for rating in question.scale
    ])}  # fmt: skip


def _matrix(question: Question, reader: Reader) -> Body:
    labels = [
        label or str(rating)
        for label, rating in zip(_levels(question, reader), question.scale, strict=True)
    ]
    longest = max(map(len, labels))
    is_table = len(labels) <= MOST_COLUMNS and longest <= SHORT_WORDS
    parts = _rows(question, reader, labels)
    return {
        "template": "matrix",
        "parts": parts,
        "columns": [option.label for option in parts[0].options] if parts else [],
        "layout": f"{'table' if is_table else 'cards'}{' short' if longest <= 3 else ''}",
        "ends": _ends(question, reader, [*parts[0].options]) if parts else [],
    }


def _rows(question: Question, reader: Reader, labels: Sequence[str]) -> list[Part]:
    """The rows of a question, each with a scale of its own."""
    rows = []
    for choice in question.choices:
        name = f"{FIELD}{question.key}.{choice.number}"
        sent = reader.sent(name)
        options = [
            Option(str(rating), label, str(rating) in sent)
            for rating, label in zip(question.scale, labels, strict=True)
        ]
        label, error = reader.text(choice.text), reader.error(question, str(choice.number))
        rows.append(Part(name, label, error=error, options=_in_order(question, options)))
    return rows


# ------------------------------------------------------------------ choices
def _choose(question: Question, reader: Reader) -> Body:
    options = _choice_options(question, reader)
    is_long = any(len(option.label) > SHORT_LABEL for option in options)
    return {
        "template": "choice",
        "options": options,
        "is_multiple": question.kind is not Kind.CHOICE,
        "layout": "list" if is_long else "",
        "other": _other(question, reader),
    }


def _choice_options(question: Question, reader: Reader) -> list[Option]:
    sent = reader.sent(FIELD + question.key)
    return [
        Option(
            value=str(choice.number),
            label=reader.text(choice.text),
            is_chosen=str(choice.number) in sent,
            picture=picture_url(choice.picture),
            is_other=choice.is_other,
        )
        for choice in question.choices
    ]


def _other(question: Question, reader: Reader) -> Part | None:
    if question.other is None:
        return None
    name = f"{FIELD}{question.key}.{OTHER}"
    return Part(
        name,
        _("Yours, in a few words"),
        reader.value(name),
        reader.error(question, OTHER),
        limit=str(words.length_of(question, OTHER)),
    )


def _picture_choice(question: Question, reader: Reader) -> Body:
    chosen = _choose(question, reader)
    return chosen | {"template": "pictures", "is_multiple": question.most != 1, "layout": ""}


def _consent(question: Question, reader: Reader) -> Body:
    return {"template": "consent", "options": _choice_options(question, reader)}


def _ranking(question: Question, reader: Reader) -> Body:
    ranks = range(1, (question.most or len(question.choices)) + 1)
    parts = []
    for choice in question.choices:
        name = f"{FIELD}{question.key}.{choice.number}"
        value = reader.value(name)
        options = [Option(str(rank), str(rank), str(rank) == value) for rank in ranks]
        parts.append(
            Part(
                name,
                reader.text(choice.text),
                value,
                reader.error(question, str(choice.number)),
                options=options if len(options) <= MOST_SELECTED else (),
                limit="2",
            )
        )
    return {"template": "ranking", "parts": parts}


# ------------------------------------------------------------------ lines
def _text(question: Question, reader: Reader) -> Body:
    part = Part(
        FIELD + question.key,
        value=reader.value(FIELD + question.key),
        limit=str(words.length_of(question)),
    )
    is_short = question.manner == "short"
    hint = "" if question.is_required else _("Optional")
    return {"template": "line" if is_short else "text", "parts": [part], "hint": hint}


def _number(question: Question, reader: Reader) -> Body:
    # The keyboard for decimals has no minus on many phones.
    has_minus = question.least is not None and question.least < 0
    name = FIELD + question.key
    mode = "text" if has_minus else "decimal"
    part = Part(name, value=reader.value(name), mode=mode, limit="40")
    return {"template": "line", "parts": [part], "layout": "short"}


def _date(question: Question, reader: Reader) -> Body:
    kind = {"time": "time", "both": "datetime-local"}.get(question.manner, "date")
    name = FIELD + question.key
    part = Part(name, value=reader.value(name), type=kind)
    return {"template": "line", "parts": [part], "layout": "short"}


_CONTACT_INPUTS: Final = {
    "name": ("text", "", "name"),
    "phone": ("tel", "tel", "tel"),
    "email": ("email", "email", "email"),
    "address": ("text", "", "street-address"),
    "extra": ("text", "", "off"),
}
"""Contact field -> type, keyboard, and what browsers may fill in."""


def _contact(question: Question, reader: Reader) -> Body:
    parts = []
    for field_name in CONTACT_FIELDS:
        if field_name not in question.fields:
            continue
        name = f"{FIELD}{question.key}.{field_name}"
        kind, mode, complete = _CONTACT_INPUTS[field_name]
        own = reader.text(question.extra) if field_name == "extra" else ""
        part = Part(
            name,
            own or words.contact_label(field_name),
            reader.value(name),
            reader.error(question, field_name),
            limit=str(words.length_of(question, field_name)),
            is_required=question.fields[field_name] == "required",
        )
        parts.append(replace(part, type=kind, mode=mode, complete=complete))
    return {"template": "contact", "parts": [*parts, *_agreement(question, reader)]}


def _agreement(question: Question, reader: Reader) -> Iterator[Part]:
    """The box of a contact block, never ticked beforehand."""
    if not reader.sheet.wants_agreement:
        return
    name = f"{FIELD}{question.key}.{AGREED}"
    is_ticked = reader.value(name) == TICKED
    box = Option(TICKED, agreement_words(), is_chosen=is_ticked)
    yield Part(name, error=reader.error(question, AGREED), options=[box], type="checkbox")


def _attachment(question: Question, reader: Reader) -> Body:
    sent = reader.sent(FIELD + question.key)
    kept = [
        Option(key, reader.sheet.files.get(key) or _("File %d") % place, is_chosen=True)
        for place, key in enumerate(dict.fromkeys(sent), start=1)
    ]
    return {
        "template": "files",
        "options": kept,
        "is_multiple": (question.most or MAX_FILES) > 1,
        "accept": "image/*" if question.manner == "photo" else "image/*,application/pdf",
    }


def _statement(_question: Question, _reader: Reader) -> Body:
    return {}


_BODIES: Final[Mapping[Kind, Callable[[Question, Reader], Body]]] = {
    Kind.CSAT: _csat,
    Kind.NPS: _scale,
    Kind.CES: _scale,
    Kind.SCALE: _scale,
    Kind.STARS: _stars,
    Kind.MATRIX: _matrix,
    Kind.CHOICE: _choose,
    Kind.CHOICES: _choose,
    Kind.PICTURES: _picture_choice,
    Kind.RANKING: _ranking,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CONTACT: _contact,
    Kind.CONSENT: _consent,
    Kind.ATTACHMENT: _attachment,
    Kind.STATEMENT: _statement,
}
