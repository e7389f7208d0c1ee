#!/bin/sh
# The browser tests drive the system's Chromium, and the worker's modules are tested by node: install them from Debian's
# packages when we may, else say so. The booklet as PDF is drawn with Pango.
set -u
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium fonts-noto-core"
# Tests in a browser take longer without this one; some systems do not have it.
quick=""
command -v chromium-headless-shell >/dev/null 2>&1 || quick="chromium-headless-shell"
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
python="$(dirname "$0")/../../.venv/bin/python"
[ -x "$python" ] || python=python3
pango="import sys; from ctypes.util import find_library as has; sys.exit(not (has('pango-1.0') and has('pangoft2-1.0')))"
"$python" -c "$pango" || missing="$missing libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-core"
[ -z "$missing$quick" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  [ -z "$quick" ] || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$quick" >/dev/null 2>&1 || true
  [ -z "$missing" ] && exit 0
  # shellcheck disable=SC2086 - several packages
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null && exit 0
fi
[ -z "$missing" ] && exit 0
"$python" -c "$pango" || {
  echo "Le livret en PDF a besoin de Pango : installez « libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-core », puis relancez."
  exit 1
}
command -v chromium >/dev/null 2>&1 && {
  echo "Sans node, les modules du travailleur de service ne sont essayés que dans le navigateur : installez « nodejs »."
  exit 0
}
echo "Les tests de navigateur ont besoin de Chromium : installez le paquet « chromium », puis relancez."
exit 1
