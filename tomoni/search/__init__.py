"""Search in Japanese as people type it: one tokeniser, fixed scores, the same ordered list on SQLite and PostgreSQL.

Shared furniture: it knows documents (title, body, a key, facets) and nothing of rooms. `services` writes, `queries` reads.
"""
