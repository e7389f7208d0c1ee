#!/bin/sh
# The browser tests drive the system's Chromium: install it from Debian's packages when we may, else say so.
set -u
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-core >/dev/null && exit 0
fi
echo "Les tests de navigateur ont besoin de Chromium : installez le paquet « chromium », puis relancez."
exit 1
