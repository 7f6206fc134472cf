"""Whose data these are: made-up or another place's data can't be published as this place's.

Looks at area codes and names in the rows, at names that contradict their codes (what search-and-replace leaves behind:
Tokyo's 130001 relabelled 石川県), and at rows that are already another community's on this instance.
"""

from __future__ import annotations

import re

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Outcome, Verdict
from tomoni.registry.gates.words import Seen, held, listed, refused
from tomoni.tables import codes

CODE_NAMES = re.compile(r"(全国地方公共団体|地方公共団体|自治体|市区町村|都道府県|団体)コード")
PREFECTURE_NAMES = re.compile(r"都道府県名?")
SAME_ROWS = 0.8
FEWEST = 20
MANY = 5
"""A table that has our own rows and those of so many others is one of many places, not another place's."""


def area_codes(candidate: Candidate) -> list[Verdict]:
    seen, community = Seen(candidate), candidate.community
    out = []
    for name in _columns(seen, "code", CODE_NAMES):
        counts = {_six(str(v)): n for v, n in seen.frame[name].drop_nulls().value_counts().iter_rows()}
        made_up = {code: n for code, n in counts.items() if codes.is_synthetic(code)}
        if made_up and not community.synthetic:
            out.append(
                refused(
                    "area",
                    f"「{name}」に架空のコード（{_first(made_up)}）の行が{sum(made_up.values()):,}行あります。見本のデータは本物として公開できません。",
                    f'"{name}" has {sum(made_up.values()):,} rows with made-up codes ({_first(made_up)}). Sample data can\'t be published as real.',
                    column=name,
                    codes=sorted(made_up),
                )
            )
        foreign = {code: n for code, n in counts.items() if code not in made_up and not _ours(candidate, code)}
        if foreign:
            out.append(_foreign(candidate, name, foreign, sum(counts.values())))
    return out


def _six(code: str) -> str:
    """The six-digit code that is meant: "8" and "08" are a prefecture's number, "28100" lacks its check digit."""
    if not code.isdigit():
        return code
    five = code.zfill(2) + "000" if len(code) <= 2 else code
    return five + codes.check_digit(five) if len(five) == 5 and codes.find(five) else five.zfill(6)


def _ours(candidate: Candidate, code: str) -> bool:
    """A prefecture's data may speak of its municipalities, a city's of its wards and of the prefecture it lies in."""
    own = candidate.community.code
    if code == own or (candidate.community.synthetic and codes.is_synthetic(code)):
        return True
    if candidate.community.synthetic or code[:2] != own[:2]:
        return False
    return own[2:5] == "000" or code[2:5] == "000" or _is_ward_of(code, own)


def _is_ward_of(code: str, own: str) -> bool:
    city, ward = next(iter(codes.find(own)), None), next(iter(codes.find(code)), None)
    return bool(city and ward and ward.prefecture == city.prefecture and ward.city.startswith(city.city))


def _foreign(candidate: Candidate, name: str, foreign: dict[str, int], total: int) -> Verdict:
    count, community = sum(foreign.values()), candidate.community
    who = listed([_who(code) for code in sorted(foreign, key=lambda code: -foreign[code])], 3)
    ja = f"「{name}」が{community.name.ja}（{community.code}）ではない行が{total:,}行のうち{count:,}行あります: {who.ja}。"
    en = f'{count:,} of {total:,} rows have a "{name}" that is not {community.name.en} ({community.code}): {who.en}.'
    if count < total and len(foreign) >= MANY:
        return held(
            "area",
            ja + "全国や広域の表なら、理由を付けて公開するか、この地域の行だけにしてください。",
            en + " If this is a nation-wide table, release it with a reason or keep the rows of this place.",
            column=name,
            rows=count,
        )
    if count * 2 > total:
        return refused(
            "area",
            ja + "ほかの地域のデータをこの地域のものとして公開することはできません。",
            en + " Another place's data can't be published as this place's.",
            column=name,
            rows=count,
        )
    return held(
        "area",
        ja + "入れてよい行か確かめてください。",
        en + " Check that these rows belong here.",
        column=name,
        rows=count,
    )


def _who(code: str) -> Text:
    found = next(iter(codes.find(code)), None)
    return Text(f"{code} {found.full_name}", f"{code} {found.name_en}") if found else Text(code, code)


def prefecture_names(candidate: Candidate) -> list[Verdict]:
    """Rows whose prefecture is another one, and rows whose prefecture contradicts their own code."""
    seen, out = Seen(candidate), []
    own = codes.prefecture_of(candidate.community.code)
    for name in _columns(seen, "prefecture", PREFECTURE_NAMES):
        counts = {str(v).strip(): n for v, n in seen.frame[name].drop_nulls().value_counts().iter_rows()}
        known = {value: n for value, n in counts.items() if _prefecture(value)}
        foreign = {v: n for v, n in known.items() if own is None or _prefecture(v) != own.code[:2]}
        count, total = sum(foreign.values()), sum(counts.values())
        if foreign:
            words = (
                f"「{name}」が別の都道府県（{_first(foreign)}）の行が{total:,}行のうち{count:,}行あります。",
                f'"{name}" is another prefecture ({_first(foreign)}) in {count:,} of {total:,} rows.',
            )
            other = count * 2 > total and not (count < total and len(foreign) >= MANY)
            out.append((refused if other else held)("area", *words, column=name, rows=count))
        out += _contradictions(seen, name)
    return out


def _contradictions(seen: Seen, name: str) -> list[Verdict]:
    out = []
    for code_name in _columns(seen, "code", CODE_NAMES):
        pairs = seen.frame.select(code_name, name).drop_nulls().unique().iter_rows()
        bad = [
            (_six(str(code)), str(value))
            for code, value in pairs
            if _prefecture(str(value)) and codes.prefecture_of(_six(str(code))) is not None
            if _six(str(code))[:2] != _prefecture(str(value))
        ]
        if bad:
            said = listed(
                [
                    Text(f"{code}は{_who(code).ja[7:]}なのに{value}", f"{code} is {_who(code).en[7:]}, not {value}")
                    for code, value in sorted(bad)
                ],
                3,
            )
            out.append(
                refused(
                    "area",
                    f"コードと都道府県名が食い違っています: {said.ja}。ほかの地域のデータの名前だけが書きかえられたおそれがあります。",
                    f"Code and prefecture contradict each other: {said.en}. This may be another place's data with the name replaced.",
                )
            )
    return out


def same_as_elsewhere(candidate: Candidate) -> list[Verdict]:
    """Rows that are already another community's, whatever they are labelled."""
    facts, out = candidate.facts, []
    for other in candidate.elsewhere if facts else ():
        assert facts
        share = max(_shared(facts.sketch, other.sketch), _shared(facts.runs, other.runs))
        if share >= SAME_ROWS:
            out.append(
                Verdict(
                    "area",
                    Outcome.REFUSED,
                    Text(
                        f"行の約{share:.0%}が、別の地域「{other.community}」のデータ「{other.dataset}」と同じです。ほかの地域のデータの写しは公開できません。",
                        f'About {share:.0%} of the rows are those of "{other.dataset}" of another community, "{other.community}". A copy of another place\'s data can\'t be published.',
                    ),
                    {"community": other.community, "dataset": other.dataset, "share": round(share, 3)},
                )
            )
    return out


def _shared(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """The share of rows that two sketches have in common, 0 when too few to say. Both hold the smallest hashes: below
    the smaller maximum they can be compared as sets."""
    if not mine or not theirs:
        return 0.0
    limit = min(max(mine), max(theirs))
    ours, others = ({h for h in sketch if h <= limit} for sketch in (mine, theirs))
    both = ours & others
    return len(both) / max(1, min(len(ours), len(others))) if len(both) >= FEWEST else 0.0


def _columns(seen: Seen, role: str, named: re.Pattern[str]) -> list[str]:
    if seen.rules:
        return [name for name in seen.with_role(role) if name in seen.frame.columns]
    return [name for name in seen.frame.columns if named.fullmatch(name)]


def _prefecture(text: str) -> str:
    """The two digits of a prefecture's name, "" when it is none."""
    found = [entry for entry in codes.find(text) if entry.kind == "prefecture"]
    return found[0].code[:2] if found else ""


def _first(counts: dict[str, int]) -> str:
    return "・".join(sorted(counts, key=lambda key: -counts[key])[:3])


def check(candidate: Candidate) -> list[Verdict]:
    return [*area_codes(candidate), *prefecture_names(candidate), *same_as_elsewhere(candidate)]


GATES = [Gate("area", Text("この地域のデータか", "The data are of this place"), check)]
