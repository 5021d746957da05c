#!/bin/bash
# build.sh PLACE RECIPE [PARENT…]: builds beside PLACE and renames, so that PLACE is whole or is not there. Called under a lock.
set -euo pipefail
place=$1 recipe=$2
shift 2
# Another process may have built it while this one waited for the lock.
[ ! -e "$place" ] || exit 0
# What a build left behind that was killed.
rm -rf "$(dirname "$place")"/*.building*
bash "$recipe" "$place.building" "$@" >&2
mv -T "$place.building" "$place"
