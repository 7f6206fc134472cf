"""Searching the whole site: everything every room offers (registry.findable) as one collection of tomoni.search, a page
that Django answers, and the same as an API. In an export, and while Django is away, `pages/finding.py` stands in.

Public pages → the rooms' entries → `services.refresh` → the index → `queries.find` → `views` and `api`.
"""
