"""The look: base templates, design tokens, one style sheet, and the tags that pages are written with.

Rooms extend "look/base.html" and call `look.render(template, context, page_path, lang)`. Colours and type scale follow
the デジタル庁デザインシステム (design tokens, MIT, © デジタル庁). No models, no views, no build step.
"""

from tomoni.look.page import asset_path, assets, digest, localised, relative, render

__all__ = ["asset_path", "assets", "digest", "localised", "relative", "render"]
