"""Geography: outlines of Japan's areas as SVG paths, names of areas as codes, and points on the earth. No models, no tiles.

`picture(code)` gives the shapes of a map, `find(words, within=code)` the code an area's name means, `credit(lang)` the
source to name beside every map. `sphere` has distances and directions, `near.Near` the nearest of many points.
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
