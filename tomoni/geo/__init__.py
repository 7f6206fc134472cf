"""Geography for overview maps: outlines of Japan's areas as SVG paths, and names of areas as codes. No models, no tiles.

`picture(code)` gives the shapes of a map, `find(words, within=code)` the code an area's name means, `credit(lang)` the
source to name beside every map.
"""

from tomoni.geo.names import find
from tomoni.geo.outlines import NATION, Outline, UnknownAreaError, credit, names, outlines
from tomoni.geo.plane import Picture, Shape, picture

__all__ = [
    "NATION",
    "Outline",
    "Picture",
    "Shape",
    "UnknownAreaError",
    "credit",
    "find",
    "names",
    "outlines",
    "picture",
]
