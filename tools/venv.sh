#!/bin/sh
# Makes .venv with the given Python (3.11 or newer). On Debian, venv is a package of its own: root gets it, others are told.
set -eu
python=${1:-python3}
command -v "$python" >/dev/null || { echo "Python 3.11 以上が必要です / Python 3.11 or newer is needed" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Python 3.11 以上が必要です（$("$python" --version)） / Python 3.11 or newer is needed" >&2; exit 1; }
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "→ python3-venv を入れます / installing python3-venv"
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
  else
    echo "venv がありません。先に: sudo apt install python3-venv / venv is missing: sudo apt install python3-venv" >&2; exit 1
  fi
fi
"$python" -m venv .venv
