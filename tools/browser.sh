#!/bin/sh
# The browser tests need a Chromium: the machine's own, else Debian's package (as root), else Playwright's download; and
# a Japanese font, or they measure boxes in place of letters. Tests of printed sheets read their words with poppler.
set -eu
debian() { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null; }
root_on_debian() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
browser() {
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then return; fi
  done
  if root_on_debian; then
    echo "→ ブラウザーテスト用に Chromium を入れます / installing Chromium for the browser tests"
    debian chromium
  else
    echo "→ Playwright の Chromium を入れます / installing Playwright's Chromium for the browser tests"
    .venv/bin/playwright install chromium
  fi
}
japanese_font() {
  if command -v fc-list >/dev/null && [ -n "$(fc-list :lang=ja)" ]; then return; fi
  if root_on_debian; then
    echo "→ ブラウザーテスト用に日本語のフォントを入れます / installing a Japanese font for the browser tests"
    debian fonts-noto-cjk
  else
    echo "→ 日本語のフォントがありません。ブラウザーテストの文字の幅は正しくありません / no Japanese font: text widths in the browser tests are not right" >&2
  fi
}
words_of_a_pdf() {
  if command -v pdftotext >/dev/null; then return; fi
  if root_on_debian; then
    echo "→ 紙のテスト用に poppler を入れます / installing poppler for the tests of printed sheets"
    debian poppler-utils
  else
    echo "→ poppler（pdftotext）がありません。紙の行のテストは飛ばします / no poppler (pdftotext): the test of the lines of a sheet is left out" >&2
  fi
}
browser
japanese_font
words_of_a_pdf
