#!/bin/sh
# Says which parts of the test suite run here: the real files, PostgreSQL, RabbitMQ, Redis, nginx. In CI (CI=true) a
# database server or broker that does not answer is a failure.
set -eu
cd "$(dirname "$0")/.."
if [ ! -d ../shared/data ]; then
  echo "→ ../shared が無いので、実在ファイルのテストは飛ばします / no ../shared here: the tests on real files are skipped"
fi
if ! command -v nginx >/dev/null 2>&1 && [ ! -x /usr/sbin/nginx ]; then
  echo "→ nginx がないので、その設定のテストは飛ばします / no nginx here: the test of its configuration is left out"
fi
.venv/bin/python -m tests.services
