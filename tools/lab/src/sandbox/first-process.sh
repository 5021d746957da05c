#!/bin/bash
# first-process.sh CGROUP UNTIL…: makes the place where hosts live, says "ready", and waits for UNTIL. The first process of its
# pid namespace: as it ends, all others are killed.
set -euo pipefail
cgroup=$1
shift
echo 0 > "$cgroup/cgroup.procs"

mount -t tmpfs -o mode=755 homeostat-lab /run
mkdir /run/netns /run/hosts

ip link set lo up
ip link add br0 type bridge forward_delay 0 mcast_snooping 0
ip addr add 198.51.100.1/24 dev br0
ip link set br0 up
# This namespace has no other interface. A router without a route answers "unreachable" at once; others leave a host waiting.
echo 1 > /proc/sys/net/ipv4/ip_forward
for setting in /proc/sys/net/bridge/bridge-nf-call-*tables; do [ ! -e "$setting" ] || echo 0 > "$setting"; done

# All hosts share root's limit: 128 is enough for twelve, and systemd hangs at boot when none is left.
[ "$(< /proc/sys/fs/inotify/max_user_instances)" -ge 1024 ] || echo 1024 > /proc/sys/fs/inotify/max_user_instances

echo ready
"$@" > /dev/null
