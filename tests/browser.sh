#!/bin/sh
# A browser for the journeys: an installed Chromium, else Debian's package where we may, else Playwright's own. Chromium's
# headless shell comes first: the same engine without a window around the page, for half the processor time.
for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >/dev/null 2>&1
    for package in chromium-headless-shell chromium; do
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null 2>&1 && exit 0
    done
fi
"$1" -m playwright install chromium && exit 0
echo "No browser could be had: install Chromium and run make test again. The journeys are not skipped." >&2
exit 1
