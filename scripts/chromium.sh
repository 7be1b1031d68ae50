#!/usr/bin/env bash
# The browser of the browser tests: `chromium.sh find` prints its path; without a word, install it where missing.
set -euo pipefail

names=(chromium chromium-browser google-chrome google-chrome-stable)
applications=(
    "/Applications/Chromium.app/Contents/MacOS/Chromium"
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
)

find_browser() {
    if [[ -n "${SEGUE_CHROMIUM:-}" ]]; then
        [[ -x "$SEGUE_CHROMIUM" ]] && echo "$SEGUE_CHROMIUM"
        return
    fi
    for name in "${names[@]}"; do
        command -v "$name" && return
    done
    for application in "${applications[@]}"; do
        [[ -x "$application" ]] && echo "$application" && return
    done
    return 1
}

if [[ "${1:-}" == find ]]; then
    find_browser
elif browser=$(find_browser); then
    echo "browser: $browser"
elif [[ -n "${SEGUE_CHROMIUM:-}" ]]; then
    echo "SEGUE_CHROMIUM is set to $SEGUE_CHROMIUM, which can't be run." >&2
    exit 1
elif [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium >/dev/null
    echo "browser: $(find_browser)"
else
    cat >&2 <<'HELP'
There is no Chromium, which the browser tests drive. Install it, or name one in SEGUE_CHROMIUM:
  Debian, Ubuntu   sudo apt-get install chromium
  Fedora           sudo dnf install chromium
  macOS            brew install --cask chromium
HELP
    exit 1
fi
