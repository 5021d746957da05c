#!/bin/bash
# remove-cgroup.sh CGROUP: removes a cgroup whose processes are dead or dying, with those below it.
set -uo pipefail
for _ in {1..500}; do
  find "$1" -depth -type d -exec rmdir {} \; 2> /dev/null
  [ -e "$1" ] || exit 0
  # The kernel still counts the dead for some milliseconds.
  sleep 0.01
done
echo "$1 still has processes: $(find "$1" -name cgroup.procs -exec cat {} + | xargs)" >&2
exit 1
