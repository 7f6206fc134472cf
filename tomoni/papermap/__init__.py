"""Paper map (紙マップ): a map for people without a phone, printed tonight and still right tomorrow.

What flows: sources (KML, GeoJSON, uMap, GPX, tables, the original's configs) → `read` → items, each with one outcome in
the import report → `screening` (duplicates, ended services, personal data) → `permission` (deny by default, an
operator's confirmations) → `editions` (numbers that stay) → `sheet` (projection, grid, markers, base map, atlas) →
`press` (Typst: PDF/UA, PNG, SVG) and the accessible list.
"""
