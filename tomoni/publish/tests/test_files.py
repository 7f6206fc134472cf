"""The same data are the same bytes: any machine, any number of threads, any order of a dictionary."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import brotli
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.publish import canonical, encodings, files, versions
from tomoni.publish.encodings import encode, type_of

SCHEMA = {
    "fields": [
        {"name": "日付", "type": "date"},
        {"name": "件数", "type": "integer"},
        {"name": "緯度", "type": "number", "title": "緯度"},
        {"name": "経度", "type": "number", "title": "経度"},
        {"name": "備考", "type": "string"},
    ]
}
MAKE = """
import hashlib, json, sys
import django
django.setup()
from tomoni.publish.tests.test_files import frame, SCHEMA
from tomoni.publish import files
from tomoni.publish.encodings import encode
sums = {}
for name, data in files.data_files(frame(), SCHEMA).items():
    for form, body in encode(name, data).forms.items():
        sums[name + form] = hashlib.sha256(body).hexdigest()
print(json.dumps(sums, sort_keys=True))
"""


def frame(rows: int = 3000) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "日付": [dt.date(2020, 1, 1) + dt.timedelta(days=number % 400) for number in range(rows)],
            "件数": [None if number % 7 == 0 else number for number in range(rows)],
            "緯度": [34 + number / 1000 if number % 5 else None for number in range(rows)],
            "経度": [135 + number / 1000 for number in range(rows)],
            "備考": ["=HYPERLINK(1)", "あ,い", '"引用"', None, ""] * (rows // 5),
        }
    )


def made_elsewhere(**environment: str) -> str:
    """The hashes as another process makes them."""
    root = Path(__file__).resolve().parents[3]
    env = {
        **os.environ,
        "PYTHONPATH": str(root),
        "DJANGO_SETTINGS_MODULE": "tomoni.web.settings",
        "TOMONI_SECRET": "x",
        **environment,
    }
    run = subprocess.run([sys.executable, "-c", MAKE], env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


class TestBytes:
    def test_threads_and_hash_seeds_change_nothing(self) -> None:
        one = made_elsewhere(PYTHONHASHSEED="1", POLARS_MAX_THREADS="1", TZ="UTC", LC_ALL="C")
        other = made_elsewhere(PYTHONHASHSEED="2", POLARS_MAX_THREADS="4", TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
        assert json.loads(one) == json.loads(other)

    def test_chunks_of_a_frame_change_nothing(self) -> None:
        whole = frame()
        pieces = pl.concat([whole[:7], whole[7:1000], whole[1000:]], rechunk=False)
        assert files.data_files(whole, SCHEMA) == files.data_files(pieces, SCHEMA)

    def test_the_order_of_keys_and_of_sources_does_not_matter_to_the_id(self) -> None:
        schema = {"title": "あ", "fields": SCHEMA["fields"]}
        turned = dict(reversed(schema.items()))
        a, b = files.data_files(frame(), schema), files.data_files(frame(), turned)
        assert versions.version_id(a, ("1" * 64, "2" * 64)) == versions.version_id(b, ("2" * 64, "1" * 64))

    def test_the_id_is_the_hash_of_the_canonical_manifest(self) -> None:
        made = {"data.csv": b"a\n1\n", "schema.json": b"{}\n", "data.json": b"anything"}
        data, schema = (hashlib.sha256(made[name]).hexdigest() for name in ("data.csv", "schema.json"))
        manifest = f'{{"data":"{data}","schema":"{schema}","sources":["{"e" * 64}"]}}\n'
        assert versions.version_id(made, ("e" * 64,)) == hashlib.sha256(manifest.encode()).hexdigest()

    @pytest.mark.parametrize("changed", ["data.csv", "schema.json", "source"])
    def test_data_schema_and_source_each_make_another_version(self, changed: str) -> None:
        made = {"data.csv": b"a\n1\n", "schema.json": b"{}\n"}
        other = made | ({changed: b"other"} if changed in made else {})
        sources = ("f" * 64,) if changed == "source" else ("e" * 64,)
        assert versions.version_id(other, sources) != versions.version_id(made, ("e" * 64,))


class TestCells:
    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("=1+1", "'=1+1"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ('-1+HYPERLINK("x")', '\'-1+HYPERLINK("x")'),
            ("\t=1", "'\t=1"),
            ("＝1+1", "'＝1+1"),
            ("-5", "-5"),
            ("-1,234.5", "-1,234.5"),
            ("+10%", "+10%"),
            ("+81-3-5253-1111", "+81-3-5253-1111"),
            ("- 市役所 (本庁)", "- 市役所 (本庁)"),
            ("-", "-"),
            ("－", "－"),
            ("10代", "10代"),
            ("a=1", "a=1"),
        ],
    )
    def test_what_a_spreadsheet_would_run_is_made_harmless_in_csv_only(self, text: str, written: str) -> None:
        table = pl.DataFrame({"x": [text]})
        (cell,) = list(csv.reader(files.csv(table).decode().splitlines()))[1]
        assert cell == written
        assert json.loads(files.json_rows(table)) == [{"x": text}]

    def test_headers_are_made_harmless_too(self) -> None:
        assert files.csv(pl.DataFrame({"=x": [1]})).startswith(b"'=x\n")

    def test_values_are_written_as_the_contract_says(self) -> None:
        text = files.csv(frame(5)).decode()
        assert text.splitlines()[:3] == [
            "日付,件数,緯度,経度,備考",
            "2020-01-01,,,135.0,'=HYPERLINK(1)",
            '2020-01-02,1,34.001,135.001,"あ,い"',
        ]
        assert "\r" not in text

    def test_numbers_that_json_can_not_say_are_null(self) -> None:
        assert json.loads(files.json_rows(pl.DataFrame({"x": [float("nan"), float("inf"), 1.5]}))) == [
            {"x": None},
            {"x": None},
            {"x": 1.5},
        ]

    def test_an_empty_table_is_still_a_table(self) -> None:
        made = files.data_files(frame(0), SCHEMA)
        assert json.loads(made["data.json"]) == []
        assert made["data.csv"].decode() == "日付,件数,緯度,経度,備考\n"


class TestPlaces:
    def test_positions_become_points_and_missing_ones_have_no_geometry(self) -> None:
        found = json.loads(files.geojson(frame(5), SCHEMA) or b"null")
        assert found["features"][0]["geometry"] is None
        assert found["features"][1]["geometry"] == {"type": "Point", "coordinates": [135.001, 34.001]}
        assert found["features"][1]["properties"]["日付"] == "2020-01-02"

    def test_a_table_without_positions_has_no_geojson(self) -> None:
        assert "data.geojson" not in files.data_files(frame(5).drop("緯度"), SCHEMA)

    def test_positions_as_text_are_not_taken_for_numbers(self) -> None:
        assert files.geojson(pl.DataFrame({"緯度": ["不明"], "経度": ["不明"]}), SCHEMA) is None


class TestPacked:
    @given(st.binary(min_size=0, max_size=6000))
    def test_every_form_gives_the_file_back(self, data: bytes) -> None:
        forms = encode("x.csv", data).forms
        assert forms[""] == data
        if "br" in forms:
            assert brotli.decompress(forms["br"]) == data
        if "gzip" in forms:
            assert gzip.decompress(forms["gzip"]) == data

    def test_gzip_carries_no_time_name_or_system(self) -> None:
        assert encode("x.csv", b"a" * 5000).forms["gzip"][:10] == bytes.fromhex("1f8b08000000000002ff")

    def test_what_is_small_or_packed_already_is_left_alone(self) -> None:
        assert list(encode("x.csv", b"a" * 500).forms) == [""]
        assert list(encode("x.png", b"a" * 5000).forms) == [""]
        assert list(encode("x.csv", os.urandom(5000)).forms) == [""]

    def test_unknown_endings_are_never_guessed_to_be_pages(self) -> None:
        assert type_of("data/x/evil.hta") == "application/octet-stream"
        assert type_of("no-ending") == "application/octet-stream"


def test_canonical_json_has_one_form() -> None:
    assert canonical.dumps({"b": 1, "a": "あ"}) == '{"a":"あ","b":1}\n'.encode()


def test_a_large_file_has_both_forms_at_levels_that_do_not_keep_it_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The levels go by size alone, so that the bytes are the same on any machine."""
    monkeypatch.setattr(encodings, "BY_SIZE", ((50_000, (4, 3)),))
    monkeypatch.setattr(encodings, "SIDE_BY_SIDE", 50_000)
    data = b"".join(b"%d,2020-04-01,abc\n" % number for number in range(5_000))
    forms = encode("data.csv", data, encodings.GOOD_LEVELS).forms
    assert brotli.decompress(forms["br"]) == gzip.decompress(forms["gzip"]) == data
    assert forms["br"] == brotli.compress(data, quality=3, lgwin=encodings.BROTLI_WINDOW)
    small = data[:40_000]
    assert encode("data.csv", small, encodings.GOOD_LEVELS).forms["br"] == brotli.compress(
        small, quality=9, lgwin=encodings.BROTLI_WINDOW
    )
