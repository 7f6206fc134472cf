#!/bin/sh
# Four sites from files that were really published in 2020, with `tomoni new` and `tomoni add` alone.
# usage: sh docs/examples/four_communities.sh DATA OUT     (DATA holds osaka/, kobe/, gunma/, tokyo/ with their files)
# A dataset that a check holds back makes `tomoni publish` end with 1: the site is there, the held data are not.
set -u
data=$1 out=$2
tomoni=${TOMONI:-.venv/bin/tomoni}

site() { # site NAME CODE FILE…
  name=$1 code=$2
  shift 2
  "$tomoni" new "$out/$name" --code "$code" || return
  "$tomoni" add "$out/$name" "$@" || [ $? = 1 ] || return
  "$tomoni" publish "$out/$name" || [ $? = 1 ]
}

site osaka 270008 "$data"/osaka/*.xlsx || exit
site kobe 281000 "$data"/kobe/*.xlsx || exit
site gunma 100005 "$data"/gunma/*.csv || exit
site tokyo 130001 "$data"/tokyo/*.csv || exit
echo "$out: osaka kobe gunma tokyo — .venv/bin/tomoni up $out/osaka"
