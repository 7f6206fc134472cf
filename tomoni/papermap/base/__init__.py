"""Base maps: roads, rails, water, buildings and borders under the markers, drawn in about ten rules for print.

Sources, each in its module: outlines of municipalities (shipped), GeoJSON, PMTiles or tiles of an address. Without any
base the sheet still has grid, graticule and distances.
"""
