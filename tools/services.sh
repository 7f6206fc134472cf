#!/bin/sh
# Says which parts of the test suite run here. Everything there is so far runs on SQLite alone.
set -eu
if [ ! -d ../shared/data ]; then
  echo "→ ../shared が無いので、実在ファイルのテストは飛ばします / no ../shared here: the tests on real files are skipped"
fi
