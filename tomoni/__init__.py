"""Tomoni (ともに): a city's ordinary files become open data that can be traced, and the sites built on it.

Floors, from the top: cli and web (doors), the rooms (dashboard, …), publish, registry, shared furniture
(look, geo, charts, i18n), tables (the ground, no Django). See docs/architecture.md.
"""

__version__ = "0.1.0"
