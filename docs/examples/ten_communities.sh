#!/bin/sh
# Ten sites from files that were really published in 2020 and 2021: workbooks, tables, and the data files of other sites.
# usage: sh docs/examples/ten_communities.sh DATA OUT     (DATA holds osaka/, kobe/, … with the files README.md names)
# Says of each place how many datasets are public, held and refused, and goes on with the next whatever happens.
set -u
data=$1 out=$2
tomoni=${TOMONI:-.venv/bin/tomoni}
mkdir -p "$out"

site() { # site NAME CODE: every file of the place but what is named as made up
  name=$1 code=$2
  "$tomoni" new "$out/$name" --code "$code" >"$out/$name.log" 2>&1 || { echo "$name: not made, see $out/$name.log"; return; }
  find "$data/$name" -type f ! -name "*dummy*" ! -name news.json ! -name data.json | sort | tr '\n' '\0' |
    xargs -0 "$tomoni" add "$out/$name" >>"$out/$name.log" 2>&1
  added=$?
  "$tomoni" publish "$out/$name" --json >"$out/$name.json" 2>>"$out/$name.log"
  public=$?
  count() { grep -c "\"status\": *\"$1\"" "$out/$name.json"; }
  echo "$name: add $added, publish $public; published $(count published), held $(count held), refused $(count refused)"
}

site osaka 270008
site kobe 281000
site gunma 100005
site oita 440001
site fukuoka-city 401307
site saitama 110001
site ishikawa 170003
site aomori 020001
site kyoto 260002
site tokyo 130001
echo "$out: .venv/bin/tomoni up $out/osaka"
