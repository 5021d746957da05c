#!/bin/bash
# create.sh NAME ADDRESS LAYERS: the disk and the network of a host that is not booted yet. Runs inside the sandbox.
set -euo pipefail
name=$1 address=$2 layers=$3
place=/run/hosts/$name
mkdir "$place" "$place/disk" "$place/root"
mount -t tmpfs -o size=2g,mode=755 "$name" "$place/disk"
mkdir "$place/disk/upper" "$place/disk/work"
# nfs_export and index: without them fanotify can't name files on an overlay.
mount -t overlay -o "nfs_export=on,index=on,lowerdir=$layers,upperdir=$place/disk/upper,workdir=$place/disk/work" \
  "$name" "$place/root"
tr -d - < /proc/sys/kernel/random/uuid > "$place/machine-id"
echo "$address" > "$place/address"

ip netns add "$name"
ip link add "v-$name" type veth peer name eth0 netns "$name"
ip link set "v-$name" master br0 up
ip -n "$name" link set lo up
ip -n "$name" addr add "$address/24" dev eth0
ip -n "$name" link set eth0 up
# PackageKit believes itself offline without a default route.
ip -n "$name" route add default via 198.51.100.1
