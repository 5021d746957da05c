#!/bin/bash
# keeper.sh CGROUP UNTIL…: keeps one lab sealed in namespaces of its own until the command UNTIL ends.
#
# Whatever ends first (the command, this script, or a process that somebody kills), mounts, network and processes end with the
# namespaces, and those with their first process. Only cgroups outlast their processes, so this script removes them from outside.
set -uo pipefail
cgroup=$1
shift
here=$(dirname "$0")
mkdir -p "$cgroup/sandbox"
setpriv --pdeathsig KILL unshare --mount --net --pid --fork --mount-proc --kill-child=KILL \
  bash "$here/first-process.sh" "$cgroup/sandbox" "$@"
exec bash "$here/remove-cgroup.sh" "$cgroup"
