#!/bin/bash
# boot.sh NAME CGROUP NODE CHECKOUT: boots a host, and again whenever it reboots. Runs inside the sandbox.
set -uo pipefail
name=$1 cgroup=$2 node=$3 checkout=$4
place=/run/hosts/$name
exec < /dev/null >> "$place/console" 2>&1
# Hosts that share a cgroup kill each other's processes.
echo 0 > "$cgroup/cgroup.procs"
# With cgroup v1, systemd learns only after 90 s that a service's last process is gone.
export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
rebooted=133
status=$rebooted
while [ $status = $rebooted ]; do
  systemd-nspawn --quiet --boot --directory="$place/root" --machine="$name" --hostname="$name" \
    --uuid="$(< "$place/machine-id")" --register=no --keep-unit --console=pipe --resolv-conf=off \
    --network-namespace-path="/run/netns/$name" --capability=CAP_NET_ADMIN \
    --system-call-filter="fanotify_init fanotify_mark name_to_handle_at open_by_handle_at" \
    --bind-ro="$node:/usr/local/bin/node" --bind-ro="$checkout:/opt/homeostat"
  status=$?
done
exit $status
