#!/usr/bin/env bash
# Sees to it that the browser tests have a Chromium: the machine's own, else the distribution's where installing is allowed.
# A browser downloaded by a test tool is never used. COMMUNITY_CHROMIUM=/path names one that is not on the PATH.
set -euo pipefail

if [ "${SKIP_BROWSER:-}" = 1 ]; then
    echo "SKIP_BROWSER=1: the browser tests are left out."
    exit 0
fi
for name in ${COMMUNITY_CHROMIUM:-} chromium chromium-browser google-chrome-stable google-chrome; do
    if command -v "$name" >/dev/null; then exit 0; fi
done

become=
if [ "$(id -u)" != 0 ]; then become="sudo -n"; fi
if command -v apt-get >/dev/null && { [ -z "$become" ] || sudo -n true 2>/dev/null; }; then
    echo "Installing Chromium for the browser tests …"
    log=$(mktemp)
    if { $become apt-get update && $become env DEBIAN_FRONTEND=noninteractive \
            apt-get install --yes --no-install-recommends chromium fonts-liberation; } >"$log" 2>&1; then
        rm -f "$log"
        command -v chromium >/dev/null && exit 0
    else
        tail -5 "$log" >&2
        rm -f "$log"
    fi
fi
cat >&2 <<'END'

The browser tests need Chromium, and it could not be installed here.
Install the package "chromium" (Debian, Ubuntu: apt-get install chromium), or name one with COMMUNITY_CHROMIUM=/path/to/chromium,
or leave the browser tests out with SKIP_BROWSER=1.
END
exit 1
