#!/usr/bin/env bash
# Builds what is deployed twice, in two fresh clones of the last commit, and compares the bytes: infra/release/reproducible.sh
# Differences that have a reason stand in Compare.java with it; any other one fails.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A clone of the last commit; where the tree is not its owner's repository, a copy of its files.
copy() {
  git clone -q "$root" "$1" 2>/dev/null || { mkdir "$1" && tar -C "$root" --exclude=target --exclude=node_modules --exclude=.git -c . | tar -C "$1" -x; }
}
# Both at the same time: whatever depends on the order of threads or on the hour shows all the sooner.
build() {
  (cd "$work/$1" && mvn -q -B -Dstyle.color=never -Prelease -Dmaven.test.skip=true -Dspotless.check.skip=true -Djacoco.skip=true \
    package -pl infra/release -am) >"$work/$1.log" 2>&1 || { tail -40 "$work/$1.log" >&2; return 1; }
}
copy "$work/one"
copy "$work/two"
build one & first=$!
build two || { wait "$first" || true; exit 1; }
wait "$first"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" "$root/infra/release/Compare.java" "$work/one/target/release" "$work/two/target/release"
