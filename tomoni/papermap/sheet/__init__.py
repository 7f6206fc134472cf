"""The sheet: from items in degrees to shapes in millimetres on paper. Nothing here knows Typst, files or people."""
