"""Setting a large document in a process of its own: what Typst remembers of it goes with the process, it can be stopped in
the middle, and it has a time after which it is given up.

Run as `python -m tomoni.papermap.apart`: reads one JSON object (form, ppi, fonts, template, data) from stdin, writes the
number of files, their lengths and their bytes to stdout; what is wrong with the document goes to stderr, with code 3.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tomoni.i18n import Text
from tomoni.look.press import CannotPrint

SECONDS = 300
BEAT = 0.5
"""Seconds between two looks whether it is still wanted."""
FAULT = 3


def compiled(document: Mapping[str, Any], form: str, ppi: int, fonts: Sequence[str], template: Path, beat: Callable[[], None] | None = None) -> list[bytes]:  # fmt: skip
    """One PDF, or one picture a page. `beat` may raise to stop it. Raises CannotPrint."""
    asked = json.dumps(
        {"form": form, "ppi": ppi, "fonts": list(fonts), "template": str(template), "data": document},
        ensure_ascii=False,
    ).encode()
    with tempfile.TemporaryFile() as given:
        given.write(asked)
        given.seek(0)
        command = [sys.executable, "-m", "tomoni.papermap.apart"]
        with subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:  # noqa: S603 — this very program
            try:
                out, said = _heard(child, beat)
            except BaseException:
                child.kill()
                raise
    if child.returncode == FAULT:
        text = said.decode("utf-8", "replace")[:300]
        raise CannotPrint(Text(f"紙面を組めませんでした: {text}", f"The sheet could not be set: {text}"))
    if child.returncode:
        raise CannotPrint(
            Text(
                "紙面を組んでいる途中で止まりました（メモリが足りないなど）。地域か層をしぼってください。",
                "Setting the sheet stopped in the middle (too little memory, perhaps). Choose an area or fewer layers.",
            )
        )
    return unpacked(out)


def _heard(child: subprocess.Popen[bytes], beat: Callable[[], None] | None) -> tuple[bytes, bytes]:
    waited = 0.0
    while True:
        try:
            return child.communicate(timeout=BEAT)
        except subprocess.TimeoutExpired:
            waited += BEAT
        if beat:
            beat()
        if waited > SECONDS:
            raise CannotPrint(
                Text(
                    f"{SECONDS}秒で組み終わらないため、やめました。地域か層をしぼってください。",
                    f"It was not set after {SECONDS} seconds and was given up. Choose an area or fewer layers.",
                )
            )


def packed(files: Sequence[bytes]) -> bytes:
    return b"".join([struct.pack("<I", len(files)), *(struct.pack("<Q", len(one)) for one in files), *files])


def unpacked(data: bytes) -> list[bytes]:
    (count,) = struct.unpack_from("<I", data)
    lengths = struct.unpack_from(f"<{count}Q", data, 4)
    at, files = 4 + 8 * count, []
    for length in lengths:
        files.append(data[at : at + length])
        at += length
    return files


def main() -> int:
    import typst

    asked = json.loads(sys.stdin.buffer.read())
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=asked["fonts"])
    compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
    form = asked["form"]
    try:
        made = compiler.compile(
            Path(asked["template"]).read_bytes(),
            format=form,
            ppi=asked["ppi"],
            sys_inputs={"data": json.dumps(asked["data"], ensure_ascii=False)},
            pdf_standards=["ua-1"] if form == "pdf" else [],
        )
    except typst.TypstError as error:
        sys.stderr.write(str(error)[:2000])
        return FAULT
    sys.stdout.buffer.write(packed(made if isinstance(made, list) else [made]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
