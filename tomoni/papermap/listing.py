"""The accessible list: the same edition as a page that reads aloud, with distance and direction from a named landmark."""

from __future__ import annotations

from html import escape

from tomoni.papermap import permission, wording
from tomoni.papermap.categories import category
from tomoni.papermap.composing import UNNAMED, Composition, _sorted_kinds
from tomoni.papermap.lines import from_landmark
from tomoni.papermap.model import Item, Status
from tomoni.papermap.order import Order

STYLE = "body{font-family:sans-serif;line-height:1.7;max-width:45rem;margin:1rem auto;padding:0 1rem;color-scheme:light dark}li{margin:.5rem 0}.edition{border:2px solid;padding:.5rem;font-weight:700}"


def html(composition: Composition, order: Order) -> str:
    """One page without scripts; its style needs no inline permission when `body` is taken into a page of the site."""
    title = escape(" / ".join(order.named(order.title)))
    lang = "en" if order.lang == "en" else "ja"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>{body(composition, order)}</main></body></html>"
    )


def body(composition: Composition, order: Order) -> str:
    """Edition, times, phone, then every item by category: number, name, where it is, hours."""
    document = composition.document
    out = [f'<p class="edition">{"<br>".join(escape(one) for one in document["edition"])}</p>']
    out.append(f"<p>{escape(document['as_of'])} · {escape(document['printed'])}</p>")
    if document["phone"]:
        out.append(f"<p>{escape(document['phone'])}</p>")
    listed = [(item, sheet) for sheet in composition.sheets for item in sheet.listed]
    for id in _sorted_kinds({item.category for item, _ in listed}):
        names = order.named(category(id, order.titles).names)
        out.append(f"<h2>{escape(' / '.join(names))}</h2><ul>")
        for item, sheet in sorted(((i, s) for i, s in listed if i.category == id), key=lambda one: one[0].number):
            place = f"{wording.word('sheet', order.lang)} {sheet.id} " if document["atlas"] else ""
            out.append(
                f'<li id="n{item.number}">{_line(item, order)} <small>{place}{escape(sheet.grid.ref(*item.anchor))}</small></li>'
            )
        out.append("</ul>")
    out.append(
        f"<h2>{escape(document['words']['about'])}</h2>" + "".join(f"<p>{escape(one)}</p>" for one in document["about"])
    )
    out.append(f"<p>{escape(document['disclaimer'])} {escape(document['who'])}</p>")
    return "".join(out)


def _line(item: Item, order: Order) -> str:
    said = [f"<strong>{item.number} {escape(item.name or UNNAMED.get(order.lang, UNNAMED['en']))}</strong>"]
    if item.change:
        said.append(f"<em>{escape(wording.word(item.change, order.lang))}</em>")
    if item.status is Status.LIMITED:
        said.append(escape(wording.word("limited", order.lang)))
    if where := from_landmark(item, order, order.lang):
        said.append(escape(where))
    said += [escape(value) for _, value in permission.printed_fields(item, order.permission)]
    if item.origin:
        said.append(item.origin)
    return " · ".join(said)
