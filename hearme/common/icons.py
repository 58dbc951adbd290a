"""The icons, one path each, drawn with a 1.7 px line in a square of 24; and the five faces."""

from typing import Final

ICONS: Final[dict[str, str]] = {
    "a4": "M4.5 2.5h15v19h-15zM8 6.5h8M8.5 10.5h7v7h-7z",
    "badge": (
        "M7 5h10v16H7zM10 5V3h4v2M12 13a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM9.5 17.5"
        "c.3-1.5 1.2-2 2.5-2s2.2.5 2.5 2"
    ),
    "bag": "M6 8h12l1 12H5zM9 10.5V7a3 3 0 0 1 6 0v3.5",
    "bank": "M4 10 12 4.5l8 5.5zM6 10v7m4-7v7m4-7v7m4-7v7M4 20h16",
    "bell": "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zm4 4.5h4",
    "bolt": "M13 3 5 14h6l-1 7 8-11h-6z",
    "boxes": "M5 5h14v14H5zM8.5 12l2.5 2.5 5-5",
    "branch": "M7 4v16M7 15.5c6.5 0 10-2 10-8.5M13.5 9.5 17 6l3.5 3.5",
    "building": "M5 20V4h9v16M14 9h5v11M8.5 8h2m-2 4h2m-2 4h2M3 20h18",
    "calendar": "M5 6h14v14H5zM5 10.5h14M9 4v3.5M15 4v3.5",
    "case": "M5 5h14v14H5zM8.5 12l2.5 2.5 5-5",
    "chart": "M5 20V11m7 9V4m7 16v-6",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "chev": "M9 6l6 6-6 6",
    "chevd": "M6 9l6 6 6-6",
    "chevl": "M15 6l-6 6 6 6",
    "clip": "M18 11.5 11 18.5a4 4 0 0 1-5.6-5.6L13 5.3a2.7 2.7 0 0 1 3.8 3.8L9.3 16.5",
    "clock": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2",
    "code": "M9 7l-5 5 5 5M15 7l5 5-5 5",
    "contact": (
        "M4 6h16v12H4zM8.5 12.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6zM6 16"
        "c.3-1.6 1.2-2.2 2.5-2.2S10.7 14.4 11 16M14 10.5h3.5M14 13.5h3.5"
    ),
    "copy": "M9 9h11v11H9zM5 15H4V4h11v1",
    "cup": (
        "M5 8h12v6a5 5 0 0 1-5 5h-2a5 5 0 0 1-5-5zM17 10h1.5a2.5 2.5 0 0 1 0 5H17M9 5V3.5M13 5V3.5"
    ),
    "down": "M12 5v14m-6-6 6 6 6-6",
    "download": "M12 4v11m-5-4.5 5 4.5 5-4.5M5 20h14",
    "drag": "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
    "edit": "M4 20h4L19.5 8.5l-4-4L4 16z",
    "effort": "M4 17h16M7 17v-3m5 3V9m5 8V6",
    "external": "M13 5h6v6M19 5l-8 8M17 14v5H5V7h5",
    "eye": (
        "M3 12c2.5-4.5 5.5-6.5 9-6.5s6.5 2 9 6.5c-2.5 4.5-5.5 6.5-9 6.5S5.5 16.5 3 12z"
        "M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"
    ),
    "filter": "M4 5h16l-6 7.5V19l-4-2v-4.5z",
    "flag": "M6 21V4h11l-2 4 2 4H6",
    "folder": "M4 6h6l2 2.5h8V19H4z",
    "gauge": "M4 17a8.5 8.5 0 1 1 16 0M12 15l4-5",
    "gear": (
        "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 3v3m0 12v3M3 12h3m12 0h3M5.6 5.6l2.1 2.1"
        "m8.6 8.6 2.1 2.1m0-12.8-2.1 2.1m-8.6 8.6-2.1 2.1"
    ),
    "globe": (
        "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM3.5 12h17M12 3.5"
        "c-5 5.5-5 11.5 0 17 5-5.5 5-11.5 0-17z"
    ),
    "gov": "M4 20h16M5.5 17V9.5M18.5 17V9.5M9.5 17V9.5M14.5 17V9.5M3.5 9.5 12 4l8.5 5.5zM4.5 17h15",
    "hash": "M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16",
    "headset": "M5 14v-2a7 7 0 0 1 14 0v2M5 13h2.5v5H5zM16.5 13H19v5h-2.5zM19 18c0 2-2 3-5 3",
    "health": "M4 4h16v16H4zM12 8v8M8 12h8",
    "heart": "M12 19.5C6 15 4 12 4 9a4 4 0 0 1 8-1 4 4 0 0 1 8 1c0 3-2 6-8 10.5z",
    "history": "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4.5l3 1.5",
    "home": "M4 11.5 12 5l8 6.5V20H4z",
    "hotel": (
        "M4 20V6m0 8h16v6M20 14v-1.5a3 3 0 0 0-3-3H9V14M6.5 11.5"
        "a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z"
    ),
    "image": "M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M9 9v.01",
    "info": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11v5M12 8v.01",
    "key": "M9 15a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM13 11h7v3M17 11v2.5",
    "keyboard": "M3 7h18v10H3zM6.5 10.5h.01M10 10.5h.01M14 10.5h.01M17.5 10.5h.01M8 14h8",
    "kiosk": "M6 3h12v12H6zM12 15v5m-4 0h8",
    "left": "M19 12H5m6-6-6 6 6 6",
    "link": (
        "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3"
        "a4 4 0 0 0 5.7 5.7l1.2-1.2"
    ),
    "lock": "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
    "mail": "M4 6h16v12H4zM4 7l8 6 8-6",
    "matrix": "M4 4h16v16H4zM4 9.5h16M4 14.7h16M9.5 4v16",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "merge": "M6 5c0 5 2 7 6 7s6-2 6-7M12 12v8m-3-3 3 3 3-3",
    "minus": "M5 12h14",
    "moon": "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
    "more": "M6 12h.01M12 12h.01M18 12h.01",
    "move": (
        "M12 4v16M4 12h16M9.5 6.5 12 4l2.5 2.5M9.5 17.5 12 20l2.5-2.5M6.5 9.5 4 12"
        "l2.5 2.5M17.5 9.5 20 12l-2.5 2.5"
    ),
    "msg": "M4 5h16v11H9l-5 4z",
    "out": "M10 5H5v14h5M14 8l4 4-4 4M18 12H9",
    "palette": (
        "M12 4a8 8 0 0 0 0 16c1.5 0 2-1 1.5-2.2-.5-1.3.3-2.3 1.7-2.3H17a3 3 0 0 0 3-3"
        "C20 7.5 16.5 4 12 4zM8 12v.01M10 8v.01M14.5 8v.01"
    ),
    "path": "M5 5.5h8.5a3.5 3.5 0 0 1 0 7h-4a3.5 3.5 0 0 0 0 7H19M5 5.5v.01M19 19.5v.01",
    "pause": "M9 5v14M15 5v14",
    "phone": "M8 3h8v18H8zM11 18h2",
    "pin": (
        "M12 21c4.5-4.5 7-8 7-11a7 7 0 0 0-14 0c0 3 2.5 6.5 7 11zM12 12.5"
        "a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"
    ),
    "play": "M8 5l11 7-11 7z",
    "plus": "M12 5v14M5 12h14",
    "poster": "M6 3h12v18H6zM9 7h6M9.5 11h5v5h-5z",
    "print": "M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z",
    "qr": "M4 4h6v6H4zm10 0h6v6h-6zM4 14h6v6H4zm10 0h2.5v2.5H14zm3.5 3.5H20V20h-2.5z",
    "radio": "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
    "rank": "M9 6h11M9 12h11M9 18h11M4 6h1m-1 6h1m-1 6h1",
    "receipt": (
        "M6 3v18l2-1.5L10 21l2-1.5L14 21l2-1.5L18 21V3l-2 1.5L14 3l-2 1.5L10 3 8 4.5z"
        "M9.5 9h5m-5 4h5"
    ),
    "right": "M5 12h14m-6-6 6 6-6 6",
    "scale": "M3 12h18M5 9v6m4.7-4.5v3M14.3 10.5v3M19 9v6",
    "school": "M3 9.5 12 5l9 4.5-9 4.5zM6.5 11.5V16c3 2.5 8 2.5 11 0v-4.5M21 9.5V15",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zm5-2 4.5 4.5",
    "shield": "M12 3.5 5 6v6c0 4.5 3 7.3 7 8.5 4-1.2 7-4 7-8.5V6zM9 12l2.2 2.2L15.5 10",
    "smile": (
        "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.5 14c1.8 2.3 5.2 2.3 7 0"
        "M9 9.5v.01M15 9.5v.01"
    ),
    "spark": "M12 4v4m0 8v4M4 12h4m8 0h4M6.5 6.5 9 9m6 6 2.5 2.5m0-11L15 9m-6 6-2.5 2.5",
    "staff": "M12 11.5a3.8 3.8 0 1 0 0-7.5 3.8 3.8 0 0 0 0 7.5zM5 20.5c0-4 3-6.5 7-6.5s7 2.5 7 6.5",
    "star": "M12 4l2.4 5.1 5.6.7-4.1 3.8 1.1 5.5L12 16.4 7 19.1l1.1-5.5L4 9.8l5.6-.7z",
    "sticker": (
        "M4 12a8 8 0 1 1 16 0c0 .8-.1 1.5-.3 2.2L14 20a8 8 0 0 1-10-8zM14 20v-3.5"
        "a2.5 2.5 0 0 1 2.5-2.5h3.4"
    ),
    "sun": (
        "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7"
        "m10 10 1.4 1.4m0-12.8L17 7M7 17l-1.4 1.4"
    ),
    "survey": "M6 4h12v16H6zM9.5 9h5m-5 4h5",
    "swap": "M4 8h14m-4-4 4 4-4 4M20 16H6m4 4-4-4 4-4",
    "table": "M12 4l8.5 4.5L12 13 3.5 8.5zM3.5 13 12 17.5l8.5-4.5",
    "tablet": "M5 4h14v16H5zM11 17.5h2",
    "tag": "M4 4h7.5l8.5 8.5-7.5 7.5L4 11.5zM8 8v.01",
    "tent": "M4 19 9 5h6l5 14zM9 5l3 14M15 5l1 3",
    "text": "M5 6h14M5 11h14M5 16h8",
    "trash": "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13",
    "truck": (
        "M3 6h11v10H3zM14 10h4l3 3v3h-7M7 18.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z"
        "M17 18.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z"
    ),
    "umbrella": "M12 4v1M4 13a8 8 0 0 1 16 0zM12 13v5a2 2 0 0 1-4 0",
    "undo": "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3",
    "up": "M12 19V5m-6 6 6-6 6 6",
    "updown": "M8 9.5 12 5.5l4 4M8 14.5l4 4 4-4",
    "upload": "M12 15V4M7 8.5 12 4l5 4.5M5 20h14",
    "users": (
        "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.5 2.5-6 6-6s6 2.5 6 6"
        "M15.5 4.5a3.5 3.5 0 0 1 0 6.5M17.5 14.5c2 .8 3.5 2.8 3.5 5.5"
    ),
    "warn": "M12 4 2.8 20h18.4zM12 10v5M12 17.5v.01",
    "wrench": "M14.5 6a4 4 0 0 0-5 5L4 16.5 7.5 20l5.5-5.5a4 4 0 0 0 5-5L15.5 12 12 8.5z",
    "x": "M6 6l12 12M18 6 6 18",
}
"""Name -> the `d` of its path."""

DOTTED: Final = frozenset({"drag", "more"})
"""Icons made of dots; they need a thicker line."""

EYES: Final = (
    '<circle class="e" cx="17" cy="{0}" r="2.6"/><circle class="e" cx="31" cy="{0}" r="2.6"/>'
)
FACES: Final = {
    1: '<path d="m12.5 15.5 6 2.5m17-2.5-6 2.5M15.5 35c4.5-6 12.5-6 17 0"/>' + EYES.format(22),
    2: '<path d="M17 33.5c4-3.5 10-3.5 14 0"/>' + EYES.format(20),
    3: '<path d="M17 32h14"/>' + EYES.format(20),
    4: '<path d="M16 30c4.5 4.5 11.5 4.5 16 0"/>' + EYES.format(20),
    5: (
        '<path class="e" d="M13.5 27h21c0 6.5-4.5 10.5-10.5 10.5S13.5 33.5 13.5 27z"/>'
        '<path d="M13 20.5c1.5-3 6-3 7.5 0m7 0c1.5-3 6-3 7.5 0"/>'
    ),
}
"""Level of satisfaction, 1 very bad to 5 very good -> mouth and eyes in a square of 48."""

FACE_COLOURS: Final = ("#e8694f", "#f2a154", "#f4cb57", "#a5cf63", "#52b788")
FACE_INK: Final = "#2b1d12"


def face_svg(level: int) -> str:
    """A face as a document of its own, for paper: level 1 very bad to 5 very good."""
    drawing = FACES[level].replace('class="e"', f'fill="{FACE_INK}" stroke="none"')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" fill="none"'
        f' stroke="{FACE_INK}" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round">'
        f'<circle cx="24" cy="24" r="24" stroke="none" fill="{FACE_COLOURS[level - 1]}"/>'
        f"{drawing}</svg>"
    )
