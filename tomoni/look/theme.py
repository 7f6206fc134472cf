"""Theme: the one colour that is a community's own, and what follows from it in light and in dark.

`[theme] color` names a hue of デジタル庁デザインシステム (its primitive tokens) or gives "#rrggbb". Everything else keeps
the meaning it has on every site: warnings, marks, the focus and the charts. A colour is only taken when text in it can be
read on paper and on the page's ground (WCAG 2.2, 1.4.3: 4.5 to 1); the dark theme lightens it until that holds there.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

from tomoni.look.page import FOLDER

HUES = {
    "blue": "#0017c1",
    "light-blue": "#0055ad",
    "cyan": "#006f83",
    "green": "#115a36",
    "lime": "#507500",
    "yellow": "#6e5600",
    "orange": "#ac3e00",
    "red": "#ce0000",
    "magenta": "#8b008b",
    "purple": "#5109ad",
}
"""Name → the tone of デジタル庁デザインシステム (MIT, © デジタル庁) that carries text on white."""
LEAST = 4.5
LIGHT, DARK = ("#ffffff", "#f2f2f2"), ("#1d2024", "#121417")
"""Paper and ground, as in tomoni.css."""
SOFT_DARK = 0.16
"""How much of the colour is in the soft fill of the dark theme."""
HEX = re.compile("#[0-9a-fA-F]{6}")

Rgb = tuple[int, int, int]


def colour(said: str) -> str:
    """ "green" or "#1a2b3c" → "#rrggbb"; ValueError for anything else."""
    if said in HUES:
        return HUES[said]
    if not HEX.fullmatch(said):
        raise ValueError(said)
    return said.lower()


def readable(said: str) -> str:
    """The colour itself when text in it can be read in light, else the nearest darker one."""
    return _until(colour(said), "#000000", LIGHT)


def css(said: str) -> str:
    """The style sheet of a theme: the tokens that change, for light and for dark."""
    light = readable(said)
    dark = _on_dark(colour(said))
    return (
        f":root{{--key:{light};--link:{light};--key-soft:{_soft_of(light)}}}"
        "@media screen and (prefers-color-scheme:dark){"
        f":root{{--key:{dark};--link:{dark};--key-soft:{_mix(dark, DARK[0], SOFT_DARK)}}}}}"
    )


def _on_dark(start: str) -> str:
    """The colour made lighter until it can be read on paper, ground and the soft fill that is made of it."""
    steps = (_mix("#ffffff", start, step / 100) for step in range(101))
    return next(
        (c for c in steps if all(contrast(c, on) >= LEAST for on in (*DARK, _mix(c, DARK[0], SOFT_DARK)))), "#ffffff"
    )


def _soft_of(light: str) -> str:
    """The soft fill of the light theme, as strong as it may be under links of the same colour."""
    shares = (_mix(light, LIGHT[0], share / 100) for share in range(10, 0, -1))
    return next((soft for soft in shares if contrast(light, soft) >= LEAST), LIGHT[0])


@cache
def asset(said: str) -> tuple[str, bytes, str]:
    """(path in the tree, bytes, type) of a community's theme."""
    data = css(said).encode()
    return f"{FOLDER}/theme.{hashlib.sha256(data).hexdigest()[:10]}.css", data, "text/css; charset=utf-8"


def contrast(one: str, other: str) -> float:
    """1 to 21 (WCAG 2.2, contrast ratio).

    >>> contrast("#ffffff", "#000000"), round(contrast("#767676", "#ffffff"), 2)
    (21.0, 4.54)
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _until(start: str, towards: str, grounds: tuple[str, ...]) -> str:
    """`start`, mixed step by step with `towards` until it can be read on all of the grounds."""
    for step in range(101):
        found = _mix(towards, start, step / 100)
        if all(contrast(found, ground) >= LEAST for ground in grounds):
            return found
    return towards


def _mix(one: str, other: str, share: float) -> str:
    """`share` of one, the rest of the other."""
    parts = (round(a * share + b * (1 - share)) for a, b in zip(_rgb(one), _rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _rgb(value: str) -> Rgb:
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def _luminance(value: str) -> float:
    parts = (part / 255 for part in _rgb(value))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
