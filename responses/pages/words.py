"""What the page itself says about a question: limits, ends of scales, and what went wrong."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from responses.rules import OTHER, AnswerProblem
from responses.rules.files import LARGEST_FILE
from responses.rules.reading import CONTACT_LENGTHS
from surveys.rules import MAX_ANSWER_TEXT, MAX_FILES, MAX_LINE, Kind, Question

MEGABYTES: Final = LARGEST_FILE // 1024**2
"""How large a file may be."""


def face_labels(size: int) -> list[str]:
    """The words under the faces, from the worst."""
    five = [_("Very bad"), _("Not good"), _("Okay"), _("Satisfied"), _("Great")]
    return five if size == 5 else [label for label in five if label != five[2]]


def end_words(kind: Kind) -> tuple[str, str]:
    """What the lowest and the highest level of a scale mean unless the author says it."""
    if kind is Kind.NPS:
        return _("Not at all likely"), _("Extremely likely")
    if kind is Kind.CES:
        return _("Strongly disagree"), _("Strongly agree")
    return "", ""


def contact_label(name: str) -> str:
    """What a field of the contact block is called."""
    return {
        "name": _("Your name"),
        "phone": _("Phone number"),
        "email": _("E-mail address"),
        "address": _("Address"),
        "extra": _("Something else"),
    }[name]


def length_of(question: Question, part: str = "") -> int:
    """How many letters an answer may have."""
    if part == OTHER:
        return MAX_LINE
    if part:
        return CONTACT_LENGTHS[part]
    return question.most or (MAX_LINE if question.manner == "short" else MAX_ANSWER_TEXT)


# ------------------------------------------------------------------ limits
def hint_of(question: Question) -> str:
    """How many, how long, from where to where: what the customer should know before answering."""
    hint = _HINTS.get(question.kind)
    return hint(question) if hint else ""


def _how_many(question: Question) -> str:
    least, most = question.least or 0, question.most
    if question.kind is Kind.PICTURES and most == 1:
        return ""
    if most is None or most >= len(question.choices):
        return _at_least(least) if least > 1 else _("Choose as many as you like")
    if least == most:
        return ngettext("Choose %(n)d", "Choose %(n)d", most) % {"n": most}
    if least > 1:
        return _("Choose %(least)d to %(most)d") % {"least": least, "most": most}
    return _at_most(most)


def _at_least(n: int) -> str:
    return ngettext("Choose at least %(n)d", "Choose at least %(n)d", n) % {"n": n}


def _at_most(n: int) -> str:
    return ngettext("Choose %(n)d at most", "Choose %(n)d at most", n) % {"n": n}


def _how_many_ranks(question: Question) -> str:
    most = question.most
    if most is None or most >= len(question.choices):
        return _("1 is what matters most to you")
    return ngettext(
        "Give a place to the one that matters most to you",
        "Give places to the %(n)d that matter most to you, 1 to the first",
        most,
    ) % {"n": most}


def _from_to(question: Question) -> str:
    low, high = localize(question.least), localize(question.most)
    if question.least is not None and question.most is not None:
        return _("From %(low)s to %(high)s") % {"low": low, "high": high}
    if question.least is not None:
        return _("%(low)s or more") % {"low": low}
    return _("Up to %(high)s") % {"high": high} if question.most is not None else ""


def _how_many_files(question: Question) -> str:
    n = question.most or MAX_FILES
    if question.manner == "photo":
        text = ngettext("One photo, up to %(size)d MB", "Up to %(n)d photos, %(size)d MB each", n)
    else:
        text = ngettext(
            "One photo or PDF file, up to %(size)d MB",
            "Up to %(n)d photos or PDF files, %(size)d MB each",
            n,
        )
    return text % {"n": n, "size": MEGABYTES}


_HINTS: Final[Mapping[Kind, Callable[[Question], str]]] = {
    Kind.CHOICES: _how_many,
    Kind.PICTURES: _how_many,
    Kind.RANKING: _how_many_ranks,
    Kind.NUMBER: _from_to,
    Kind.ATTACHMENT: _how_many_files,
}


# ------------------------------------------------------------------ what went wrong
def problem_text(question: Question, problem: AnswerProblem, part: str = "") -> str:
    """What is wrong with an answer, or with a part of it, and what would be right."""
    if problem is AnswerProblem.REQUIRED:
        return _missing(question, part)
    if problem in {AnswerProblem.TOO_MANY, AnswerProblem.TOO_FEW}:
        return _miscounted(question, problem)
    if problem is AnswerProblem.OUT_OF_RANGE:
        return _("Please write a number in this range: %(range)s") % {"range": _from_to(question)}
    if problem is AnswerProblem.TOO_LONG:
        return _("Please shorten this to %d characters") % length_of(question, part)
    return {
        AnswerProblem.OFF_SCALE: _("This answer is not one of the choices"),
        AnswerProblem.EXCLUSIVE: _("“%s” cannot go together with other answers")
        % "”, “".join(_exclusive(question)),
        AnswerProblem.NOT_DISTINCT: _("Two of them have the same place; give each its own"),
        AnswerProblem.BROKEN_TEXT: _("This text contains characters that cannot be stored"),
        AnswerProblem.NOT_A_NUMBER: _("Please write a number in digits, such as 12"),
        AnswerProblem.NOT_A_DATE: _when(question),
        AnswerProblem.NOT_A_PHONE: _("Please check this phone number; an example: 0912 345 678"),
        AnswerProblem.NOT_AN_EMAIL: _("Please check this address; an example: lan@example.com"),
        AnswerProblem.FILE_TYPE: _wrong_type(question),
        AnswerProblem.NOT_AGREED: _("Please tick this box, or leave the lines above it empty"),
        AnswerProblem.FILE_SIZE: _("This file is larger than %d MB") % MEGABYTES,
    }[problem]


def _exclusive(question: Question) -> list[str]:
    return [next(iter(c.text.values()), "") for c in question.choices if c.is_exclusive]


def _when(question: Question) -> str:
    return {
        "date": _("Please give a date"),
        "time": _("Please give a time of day"),
        "both": _("Please give a date and a time"),
    }.get(question.manner, _("Please give a date"))


def _wrong_type(question: Question) -> str:
    if question.manner == "photo":
        return _("This is not a photo; JPEG, PNG, WebP and GIF are fine")
    return _("This kind of file is not accepted; photos and PDF are fine")


def _missing(question: Question, part: str) -> str:
    if part and question.kind is Kind.STARS:
        return _("Give this one some stars to go on")
    if part and question.kind is Kind.CONTACT:
        return _("Please fill this in to go on")
    words = {
        Kind.CSAT: _("Choose a face to go on"),
        Kind.TEXT: _("Write a few words to go on"),
        Kind.NUMBER: _("Write a number to go on"),
        Kind.DATE: _when(question),
        Kind.RANKING: _("Give at least one of them a place to go on"),
        Kind.CONTACT: _("Please fill in one of these to go on"),
        Kind.CONSENT: _("Tick at least one box to go on"),
        Kind.ATTACHMENT: _("Add a file to go on"),
        Kind.STARS: _("Give at least one of them some stars to go on"),
    }
    if question.kind is Kind.ATTACHMENT and question.manner == "photo":
        return _("Add a photo to go on")
    return words.get(question.kind, _("Choose an answer to go on"))


def _miscounted(question: Question, problem: AnswerProblem) -> str:
    if problem is AnswerProblem.TOO_FEW:
        if question.kind is Kind.RANKING:
            n = question.least or 1
            return ngettext(
                "Give at least %(n)d a place", "Give at least %(n)d their places", n
            ) % {"n": n}
        return _at_least(question.least or 1)
    if question.kind is Kind.ATTACHMENT:
        n = question.most or MAX_FILES
        return ngettext("Only %(n)d file, please", "Only %(n)d files, please", n) % {"n": n}
    several = question.kind.picks_many or question.kind is Kind.RANKING
    return _at_most(question.most) if several and question.most else _("Choose only one answer")
