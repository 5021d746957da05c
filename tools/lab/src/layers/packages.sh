#!/bin/bash
# packages.sh TARGET IMAGE: a layer over the image with an apt repository of dummy and real packages, indexed and offline.
# README.md lists what each dummy package is for.
set -euo pipefail
target=$1 image=$2
root=$target.root
mkdir -p "$target" "$target.work" "$root"
mount -t overlay overlay -o "lowerdir=$image,upperdir=$target,workdir=$target.work" "$root"
mkdir "$root/srv/untrusted"
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

# package NAME VERSION [FIELD…]: builds what lies in $build/NAME, adding a file that tells the version.
package() {
  local name=$1 version=$2 tree=$build/$1
  shift 2
  mkdir -p "$tree/DEBIAN" "$tree/usr/share/lab"
  echo "$version" > "$tree/usr/share/lab/$name"
  printf '%s\n' "Package: $name" "Version: $version" 'Architecture: all' 'Maintainer: Homeostat <lab@example.com>' \
    "Description: $name, for tests" "$@" > "$tree/DEBIAN/control"
  dpkg-deb -Znone --root-owner-group --build "$tree" "${repository:-$root/srv/packages}/${name}_${version}_all.deb" > /dev/null
}

# file NAME PATH [MODE]: puts stdin there in the next package NAME.
file() {
  mkdir -p "$(dirname "$build/$1/$2")"
  cat > "$build/$1/$2"
  chmod "${3:-644}" "$build/$1/$2"
}

package lab-tool 1.0
package lab-tool 2.0

package lab-library 1.0
package lab-application 1.0 'Depends: lab-library'

package lab-rival 1.0 'Conflicts: lab-tool'

for number in 1 2 3 4 5; do package "lab-many-$number" 1.0; done

echo /etc/lab-config.conf | file lab-config DEBIAN/conffiles
for version in 1.0 2.0; do
  echo "shipped with $version" | file lab-config etc/lab-config.conf
  package lab-config $version
done

file lab-service lib/systemd/system/lab-service.service <<'UNIT'
[Service]
ExecStart=/bin/sleep infinity
ExecReload=/bin/true
[Install]
WantedBy=multi-user.target
UNIT
file lab-service DEBIAN/postinst 755 <<'SCRIPT'
#!/bin/sh
set -e
systemctl daemon-reload
systemctl --quiet enable --now lab-service
SCRIPT
file lab-service DEBIAN/prerm 755 <<'SCRIPT'
#!/bin/sh
systemctl --quiet disable --now lab-service
SCRIPT
package lab-service 1.0

for script in postinst prerm; do
  printf '#!/bin/sh\n! test -e /etc/lab-fragile\n' | file lab-fragile DEBIAN/$script 755
done
package lab-fragile 1.0

printf '#!/bin/sh\nwhile test -e /etc/lab-slow; do sleep 0.02; done\n' | file lab-slow DEBIAN/postinst 755
package lab-slow 1.0

repository=$root/srv/untrusted package lab-untrusted 1.0

# PackageKit's RefreshCache needs a Release file, and fails on sources that it can't reach.
chroot "$root" /bin/sh -eu <<'INSIDE'
for repository in /srv/packages /srv/untrusted; do
  cd $repository
  apt-ftparchive packages . > Packages
  apt-ftparchive release . > /tmp/Release
  mv /tmp/Release Release
done
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/* /var/lib/apt/lists/*
echo 'deb [trusted=yes] file:///srv/packages ./' > /etc/apt/sources.list.d/lab.list
apt-get --quiet --quiet update
ln -s /opt/homeostat/packages/cli/bin/homeostat.cjs /usr/local/bin/homeostat
INSIDE
umount "$root"
rm -rf "$target.work" "$root"
