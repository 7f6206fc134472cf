#!/bin/sh
# The letters of the paper map: BIZ UDPGothic from Debian's package (as root). Elsewhere the locked Noto Sans JP does, and this says so.
set -eu
[ -d /usr/share/fonts/truetype/bizud-gothic ] && exit 0
[ -n "${TOMONI_FONTS:-}" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "→ 紙マップの文字 BIZ UDPゴシックを入れます / installing BIZ UDPGothic for the paper map"
  if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fonts-morisawa-bizud-gothic >/dev/null; } 2>/dev/null; then exit 0; fi
fi
echo "→ 紙マップは Noto Sans JP で印刷します。BIZ UDPゴシックを使うには: apt install fonts-morisawa-bizud-gothic / the paper map prints in Noto Sans JP; for BIZ UDPGothic: apt install fonts-morisawa-bizud-gothic"
