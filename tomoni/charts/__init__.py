"""Charts: a declared `ChartSpec` becomes an accessible SVG in a page, a file of its own, or a PNG. No JavaScript.

`svg.render(spec, lang)` for pages, `svg.standalone(spec, lang)` for files, `png.to_png` and `png.share_svg` for
pictures, `words.describe` for the alternative text.
"""

from tomoni.charts.spec import Annotation, Area, ChartSpec, Map, Node, Series, Threshold
from tomoni.charts.svg import render

__all__ = ["Annotation", "Area", "ChartSpec", "Map", "Node", "Series", "Threshold", "render"]
