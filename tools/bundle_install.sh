#!/bin/sh
# Installs Tomoni from this folder alone: no internet is asked. Usage: sh install.sh [PYTHON]
set -eu
cd "$(dirname "$0")"
python=${1:-python3}
echo "→ 中身を確かめます / checking the files"
sha256sum --quiet -c SHA256SUMS
case $(basename "$PWD") in
  *-"$("$python" -c 'import platform, sys; print(sys.platform, platform.machine(), "py%d%d" % sys.version_info[:2], sep="-")')") ;;
  *) echo "この機械の種類か Python の版が違います。同じ種類の機械で make bundle をしてください。何も変えていません。" >&2
     echo "This bundle is for another platform or Python version ($(basename "$PWD")). Nothing was changed." >&2; exit 1 ;;
esac
echo "→ .venv を作って入れます / making .venv and installing"
"$python" -m venv --without-pip .venv
pip=$(echo wheels/pip-*.whl)
.venv/bin/python "$pip/pip" install -q --no-index --find-links wheels --require-hashes -r requirements/installer.txt -r requirements/run.txt
PYTHONWARNINGS=ignore .venv/bin/python -m pip install -q --no-index --no-deps --no-build-isolation --disable-pip-version-check -e .
echo "準備ができました / ready:  .venv/bin/tomoni up communities/mihon"
