#!/usr/bin/env bash
# Writes requirements*.txt from requirements*.in: every package pinned, with hashes, for every platform and
# every Python from 3.11 on. The commented list of direct dependencies is carried over to the top.
set -euo pipefail
cd "$(dirname "$0")/.."
constraint=()
for name in requirements requirements-train requirements-als requirements-mlflow requirements-dev requirements-audit; do
    {
        sed -e 's/^\([^#]\)/#   \1/' "$name.in"
        echo "#"
        echo "# Locked below by \`make lock\`; do not edit by hand."
        .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
            --no-annotate "${constraint[@]}" "$@" "$name.in"
    } > "$name.txt.new"
    mv "$name.txt.new" "$name.txt"
    constraint+=(--constraint "$name.txt")
done
