"""Problem: something a person can put right, said in both languages with what to do next.

Every floor above may raise it; the doors (`cli.output`, views) show the text and never a traceback. `code` is the exit
code of DESIGN §4: 1 some of it could not be used, 2 nothing usable or wrong usage.
"""

from __future__ import annotations

import errno

from tomoni.i18n import Text


class Problem(Exception):
    """`text` says what happened, whether the public data are safe where that matters, and what to do."""

    def __init__(self, text: Text, code: int = 2) -> None:
        super().__init__(text.en)
        self.text = text
        self.code = code


def problem(ja: str, en: str, code: int = 2) -> Problem:
    return Problem(Text(ja, en), code)


def why(error: OSError) -> Text:
    """Why the system did not give or take a file, in words."""
    if isinstance(error, FileNotFoundError):
        return Text("ファイルがありません", "there is no such file")
    if isinstance(error, NotADirectoryError):
        return Text("途中がフォルダーではありません", "a part of the path is no folder")
    if error.errno == errno.ENOSPC:
        return Text("空き容量がありません", "no space left on the disk")
    if error.errno == errno.EROFS:
        return Text("書き込めない場所です", "the place is read-only")
    if isinstance(error, IsADirectoryError):
        return Text("ファイルではなくフォルダーです", "it is a folder, not a file")
    if isinstance(error, PermissionError):
        return Text("権限がありません", "permission denied")
    return Text(error.strerror or "入出力の誤り", error.strerror or "input/output error")
