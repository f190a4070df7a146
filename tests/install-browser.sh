#!/bin/sh
# Chromium and a Chinese font for the browser tests; without root they stay away and those tests are skipped by name.
set -eu
if command -v chromium >/dev/null 2>&1 && [ -n "$(find /usr/share/fonts -iname '*CJK*' -print -quit 2>/dev/null)" ]; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "not root: the browser tests will be skipped (they need the Debian packages chromium and fonts-noto-cjk)" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install --no-install-recommends --yes chromium fonts-noto-cjk >/dev/null
