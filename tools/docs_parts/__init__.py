"""The reference pages, one file each: a function `page()` gives the whole Markdown text of a page."""
