"""Filters of the desk's pages."""

from __future__ import annotations

from typing import Any

from django import template

from tomoni.desk import wording
from tomoni.look.templatetags.look import tr

register = template.Library()


@register.filter
def sentences(text: Any, lang: str = "ja") -> list[str]:
    """The sentences of a {ja, en} in the page's language."""
    return wording.sentences(tr(text, lang))
