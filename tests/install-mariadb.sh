#!/bin/sh
# MariaDB for the tests that fetch from a MySQL server; without root it stays away and those tests are skipped by name.
set -eu
if command -v mariadbd >/dev/null 2>&1 || [ -x /usr/sbin/mariadbd ]; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "not root: the tests with MariaDB will be skipped (they need the Debian package mariadb-server-core)" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install --no-install-recommends --yes mariadb-server-core >/dev/null
