"""The journey: how people feel along it as a curve over the board, and the board in small."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from reports.charts.drawing import (
    Name,
    Scale,
    Size,
    Spot,
    dot,
    image,
    line,
    rect,
    runs,
    scale,
    short,
    smooth,
    text,
)

CURVE = Size(910, 216)
THREAD = Size(76, 150)
"""The thread of a phone is so wide, and so high for each stage."""
TOP, BOTTOM = 46, 12
FACE, BIG_FACE = 14, 17
GRID = 10
ENOUGH = 3
"""With fewer firm stages there is no mean worth colouring hills by."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage. Without a value it is a gap, and `why` says the reason."""

    name: str
    value: float | None = None
    low: float = 0
    high: float = 0
    before: float | None = None
    is_low: bool = False
    """Fewer answers than a score should rest on."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """The stages in order, their mean, the weakest and the happiest of them by place."""

    steps: Sequence[Step]
    mean: float | None = None
    weak: int | None = None
    peak: int | None = None

    @property
    def is_bare(self) -> bool:
        firm = sum(step.value is not None and not step.is_low for step in self.steps)
        return self.mean is None or firm < ENOUGH

    def mood(self, at: int) -> str:
        """The colour of a face: good or bad only if its interval lies on one side of the mean."""
        step = self.steps[at]
        if step.value is None:
            return "none"
        if step.is_low or self.mean is None:
            return "small" if step.is_low else "mid"
        if step.high < self.mean:
            return "weak" if at == self.weak else "low"
        return "good" if step.low > self.mean else "mid"


@dataclass(frozen=True, slots=True)
class CurveWords:
    """The words of the curve."""

    write: Callable[[float], str]
    """A score as a reader reads it, without its unit."""
    mean: str
    weak: str
    peak: str


# ------------------------------------------------------------------ the curve over the board
def emotion_curve(curve: Curve, words: CurveWords, name: Name, size: Size = CURVE) -> str:
    """One column for each stage, so that every face stands over its column of the board."""
    drawn = _Drawn(curve, words, name.id, size)
    parts = (drawn.beam(), drawn.grid(), drawn.hills(), drawn.bridges(), drawn.earlier())
    return image("wavebox", size, "".join(parts) + drawn.faces(), name)


class _Drawn:
    """The parts of a curve, from the back to the front."""

    def __init__(self, curve: Curve, words: CurveWords, key: str, size: Size) -> None:
        self.curve, self.words, self.key, self.size = curve, words, key, size
        self.column = size.width / max(1, len(curve.steps))
        self.low, self.high = _range(curve)
        self.y: Scale = scale(self.low, self.high, size.height - BOTTOM, TOP)
        self.middle = self.y(curve.mean) if curve.mean is not None else size.height / 2
        self.known = [at for at, step in enumerate(curve.steps) if step.value is not None]

    def x(self, at: int) -> float:
        return (at + 0.5) * self.column

    def spot(self, at: int) -> Spot:
        return self.x(at), self.y(self.curve.steps[at].value or 0)

    def beam(self) -> str:
        """The band behind the stage of the weakest link."""
        if self.curve.weak is None:
            return ""
        left, right = self.curve.weak * self.column + 3, (self.curve.weak + 1) * self.column - 3
        bottom = short(self.size.height)
        return (
            f'<path class="beam" d="M{short(left)} {bottom}V14q0-10 10-10H{short(right - 10)}'
            f'q10 0 10 10V{bottom}Z"/>'
        )

    def grid(self) -> str:
        if not self.known:
            return ""
        body, width = "", self.size.width
        for value in range(GRID * ceil(self.low / GRID), int(self.high) + 1, GRID):
            y = self.y(value)
            body += line("gl", (0, y), (width, y))
            if self.curve.is_bare or abs(y - self.middle) > FACE:
                body += text("ax", (-8, y + 4), f"{self.words.write(value)}%", "end")
        if self.curve.is_bare:
            return body
        mean = text("ax b", (-8, self.middle + 4), self.words.mean, "end")
        return body + line("mean", (0, self.middle), (width, self.middle)) + mean

    def hills(self) -> str:
        """The line, green above the mean and red below it; grey where no mean is known."""
        spans = [[self.spot(at) for at in span] for span in runs(self._values)]
        lines = [smooth(spots) for spots in spans if len(spots) > 1]
        if self.curve.is_bare:
            return "".join(f'<path class="wave pale" d="{path}"/>' for path in lines)
        areas = [
            f"{smooth(spots)}V{short(self.middle)}H{short(spots[0][0])}Z"
            for spots in spans
            if len(spots) > 1
        ]
        return self._clips + "".join(
            f'<path class="{css} {side}" clip-path="url(#{self.key}-{side})" d="{path}"/>'
            for css, paths in (("hill", areas), ("wave", lines))
            for path in paths
            for side in ("up", "dn")
        )

    @property
    def _values(self) -> list[float | None]:
        return [step.value for step in self.curve.steps]

    @property
    def _clips(self) -> str:
        width, middle = short(self.size.width), short(self.middle)
        rest = short(self.size.height - self.middle)
        return (
            f'<defs><clipPath id="{self.key}-up"><rect width="{width}" height="{middle}"/>'
            f'</clipPath><clipPath id="{self.key}-dn"><rect y="{middle}" width="{width}"'
            f' height="{rest}"/></clipPath></defs>'
        )

    def bridges(self) -> str:
        """Dots over what was not measured: they only lead the eye on."""
        jumps = ((a, b) for a, b in pairwise(self.known) if b - a > 1)
        ends = ((self.spot(a), self.spot(b)) for a, b in jumps)
        return "".join(line("bridge", start, end) for start, end in ends)

    def earlier(self) -> str:
        before = [step.before for step in self.curve.steps]
        path = "".join(
            smooth([(self.x(at), self.y(before[at] or 0)) for at in span]) for span in runs(before)
        )
        return f'<path class="old" d="{path}"/>' if path else ""

    def faces(self) -> str:
        return "".join(
            self._gap(at) if step.value is None else self._face(at)
            for at, step in enumerate(self.curve.steps)
        )

    def _gap(self, at: int) -> str:
        spot = self.x(at), self._between(at)
        why = text("ax", (spot[0], spot[1] + 31), self.curve.steps[at].why, "middle")
        return face(spot, FACE, "none") + why

    def _between(self, at: int) -> float:
        """How high a gap stands: on the way from the stage before it to the one after."""
        left = max((each for each in self.known if each < at), default=None)
        right = min((each for each in self.known if each > at), default=None)
        if left is None or right is None:
            return self.middle
        start, end = self.spot(left)[1], self.spot(right)[1]
        return start + (end - start) * (at - left) / (right - left)

    def _face(self, at: int) -> str:
        step, css, (x, y) = self.curve.steps[at], self.curve.mood(at), self.spot(at)
        is_big = at in (self.curve.weak, self.curve.peak)
        bend = _bend(step.value or 0, self.curve)
        body = self._interval(step, css, x)
        body += face((x, y), BIG_FACE if is_big else FACE, css, bend)
        value = f"{self.words.write(step.value or 0)}%"
        body += text(f"pt-v {css} halo", (x + 22, y + 6), value)
        if at == self.curve.weak:
            body += text("call dn", (x, 22), self.words.weak, "middle")
        elif at == self.curve.peak:
            body += text("call up halo", (x, y - 25), self.words.peak, "middle")
        return body

    def _interval(self, step: Step, css: str, x: float) -> str:
        """The interval with a bar at each end that lies within the frame."""
        low, high = self.y(step.low), self.y(step.high)
        path = f"M{short(x)} {short(low)}V{short(high)}"
        if step.low >= self.low:
            path += f"M{short(x - 5)} {short(low)}h10"
        if step.high <= self.high:
            path += f"M{short(x - 5)} {short(high)}h10"
        return f'<path class="ivv {css}" d="{path}"/>'


def _range(curve: Curve) -> tuple[float, float]:
    """The scores that the height stands for: all that are firm with their intervals."""
    known = [step for step in curve.steps if step.value is not None]
    lows = [step.value - 4 if step.is_low else step.low for step in known if step.value is not None]
    highs = [
        step.value + 4 if step.is_low else step.high for step in known if step.value is not None
    ]
    earlier = [step.before for step in curve.steps if step.before is not None]
    low = GRID / 2 * floor(min([*lows, *earlier], default=50) / (GRID / 2))
    high = GRID / 2 * ceil(max([*highs, *earlier], default=100) / (GRID / 2))
    low, high = max(0.0, low), min(100.0, high)
    return (low, high) if high - low >= 2 * GRID else (max(0.0, high - 2 * GRID), high)


def _bend(value: float, curve: Curve) -> float:
    """How far a mouth bends: from -1, a deep frown, over 0 at the mean to 1, a wide smile."""
    middle = 75.0 if curve.mean is None else curve.mean
    return max(-1.0, min(1.0, (value - middle + 3) / 12))


def face(spot: Spot, radius: float, css: str, bend: float = 0) -> str:
    """A face; a question mark where nothing was measured."""
    x, y = spot
    if css == "none":
        mark = text("", (x, y + 4.5), "?", "middle")
        return f'<g class="mface none">{dot("", spot, radius)}{mark}</g>'
    depth = bend * radius * 0.36
    lips, half = y + radius * 0.34 - depth * 0.45, radius * 0.48
    eye, brow = radius * 0.34, y - radius * 0.22
    return (
        f'<g class="mface {css}">{dot("", spot, radius)}<path class="eye"'
        f' d="M{short(x - eye)} {short(brow)}v.01M{short(x + eye)} {short(brow)}v.01"/>'
        f'<path class="mouth" d="M{short(x - half)} {short(lips)}'
        f'Q{short(x)} {short(lips + 2 * depth)} {short(x + half)} {short(lips)}"/></g>'
    )


# ------------------------------------------------------------------ the same on a phone
def emotion_thread(curve: Curve, row: Size = THREAD) -> str:
    """The curve turned on end: stages run down, feeling runs to the right."""
    known = [at for at, step in enumerate(curve.steps) if step.value is not None]
    values = [step.value for step in curve.steps if step.value is not None]
    low, high = min(values, default=0.0), max(values, default=100.0)
    x = scale(low - 1, high + 1, 22, row.width - 24)
    middle = x(curve.mean) if curve.mean is not None else row.width / 2
    height = row.height * len(curve.steps)

    def spot(at: int) -> Spot:
        value = curve.steps[at].value
        return (middle if value is None else x(value)), at * row.height + 44

    body = line("mean", (middle, 0), (middle, height)) if not curve.is_bare else ""
    for a, b in pairwise(known):
        (x0, y0), (x1, y1) = spot(a), spot(b)
        half, css = short((y0 + y1) / 2), "bridge" if b - a > 1 else "thread"
        start, end = f"{short(x0)} {short(y0)}", f"{short(x1)} {short(y1)}"
        body += f'<path class="{css}" d="M{start}C{short(x0)} {half} {short(x1)} {half} {end}"/>'
    for at, step in enumerate(curve.steps):
        bend = 0.0 if step.value is None else _bend(step.value, curve)
        body += face(spot(at), BIG_FACE if at == curve.weak else 15, curve.mood(at), bend)
    box = f"0 0 {short(row.width)} {short(height)}"
    return f'<svg class="thread-svg" viewBox="{box}" aria-hidden="true">{body}</svg>'


# ------------------------------------------------------------------ the board in small
BOX = Size(300 / 7, 34)


@dataclass(frozen=True, slots=True)
class Square:
    """One cell in small: `css` is its heat (h0 to h6), low, or none."""

    css: str
    words: str = ""
    is_weak: bool = False


def mini_board(rows: Sequence[Sequence[Square]], name: Name, box: Size = BOX) -> str:
    """Where on the board the weakest cell is."""
    body = ""
    for down, row in enumerate(rows):
        for right, square in enumerate(row):
            corner = right * box.width + 1.5, down * box.height + 3
            css = f"mb-{square.css}{' ring' if square.is_weak else ''}"
            body += rect(css, corner, Size(box.width - 3, box.height - 3), 6)
            if square.words:
                middle = (right + 0.5) * box.width, down * box.height + box.height / 2 + 6
                body += text(f"mb-t {square.css}", middle, square.words, "middle")
    columns = max((len(row) for row in rows), default=0)
    size = Size(columns * box.width, len(rows) * box.height + 5)
    return image("mboard", size, body, name)
