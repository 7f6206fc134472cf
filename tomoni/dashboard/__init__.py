"""The situation site (対策サイト): cards declared in `dashboard.toml` become pages of figures that can be traced.

`config` reads the author's files, `compute` turns a published frame into figures (Polars, no HTML), `cards/` holds one
file for each type of card, `pages/` lays them out. Everything is rendered once, when something is published; the pages
work without JavaScript, carry their figures as text and as tables, and link each figure to where it comes from.
"""
