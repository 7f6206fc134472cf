"""Maps of areas."""

from tomoni.charts.plot import Drawing


def draw(spec, canvas, lang):
    return Drawing(10, 0, [])
