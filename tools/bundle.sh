#!/bin/sh
# Writes dist/tomoni-VERSION-PLATFORM.tar.gz: the product, every package it runs on and pip, to be installed on a machine
# of the same platform and Python version that has no internet (tools/bundle_install.sh is its `install.sh`).
set -eu
python=.venv/bin/python
name=tomoni-$($python -c '
import platform, sys, tomllib
version = tomllib.load(open("pyproject.toml", "rb"))["project"]["version"]
print(version, sys.platform, platform.machine(), "py%d%d" % sys.version_info[:2], sep="-")')
work=dist/$name
rm -rf "$work" && mkdir -p "$work/wheels"
echo "→ 部品を集めます / collecting the locked packages"
$python -m pip download -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/run.txt -d "$work/wheels"
$python -m pip download -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/installer.txt -d "$work/wheels"
git archive HEAD | tar -x -C "$work" tomoni communities docs requirements LICENSE NOTICE README.md README.ja.md pyproject.toml
cp tools/bundle_install.sh "$work/install.sh"
(cd "$work" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum >SHA256SUMS)
tar -czf "dist/$name.tar.gz" --sort=name --owner=0 --group=0 --numeric-owner -C dist "$name"
rm -rf "$work"
echo "dist/$name.tar.gz  $(du -h "dist/$name.tar.gz" | cut -f1)  sha256 $(sha256sum "dist/$name.tar.gz" | cut -d' ' -f1)"
