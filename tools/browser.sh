#!/bin/sh
# The browser tests need a Chromium: the machine's own, else Debian's package (as root), else Playwright's download.
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "→ ブラウザーテスト用に Chromium を入れます / installing Chromium for the browser tests"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "→ Playwright の Chromium を入れます / installing Playwright's Chromium for the browser tests"
  .venv/bin/playwright install chromium
fi
