#!/bin/sh
# A browser for the journeys: an installed Chromium, else Debian's package where we may, else Playwright's own.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >/dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null 2>&1 && exit 0
fi
"$1" -m playwright install chromium && exit 0
echo "No browser could be had: install Chromium and run make test again. The journeys are not skipped." >&2
exit 1
