#!/bin/bash
# image.sh TARGET: Debian with systemd, D-Bus and PackageKit, and a few small real packages to install later, offline.
#
# eatmydata: without it three quarters of the time are fsync. No man pages and translations: a third of the size.
set -euo pipefail
target=$1
export LC_ALL=C.UTF-8

include=systemd,systemd-sysv,dbus,libpam-systemd,polkitd,packagekit,packagekit-tools,apt-utils,iproute2,nftables,procps
real='powertop sl cowsay'
masked='apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service dpkg-db-backup.timer fstrim.timer
  getty@tty1.service console-getty.service'

download="mkdir -p \"\$1/srv/packages/partial\"
  APT_CONFIG=\"\$MMDEBSTRAP_APT_CONFIG\" apt-get --quiet --quiet --yes --download-only -o Dir::Cache::archives=\"\$1/srv/packages\" \
    install $real
  rm -r \"\$1/srv/packages/partial\" \"\$1/srv/packages/lock\""
# An empty machine-id lets each host have its own; a host name in the image would beat the one it is started with.
name='rm -f "$1/etc/hostname" "$1/etc/resolv.conf"; : > "$1/etc/machine-id"; echo 127.0.0.1 localhost > "$1/etc/hosts"'
journal='mkdir -p "$1/etc/systemd/journald.conf.d"
  printf "[Journal]\nStorage=volatile\nRuntimeMaxUse=16M\n" > "$1/etc/systemd/journald.conf.d/lab.conf"'

eatmydata mmdebstrap --quiet --variant=minbase --include="$include" \
  --dpkgopt=force-unsafe-io \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --aptopt='Acquire::Languages "none"' \
  --aptopt='APT::Install-Recommends "false"' \
  --customize-hook="$download" \
  --customize-hook="$name" \
  --customize-hook="$journal" \
  --customize-hook="chroot \"\$1\" systemctl --quiet mask ${masked//$'\n'/ }" \
  bookworm "$target"
