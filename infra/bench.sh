#!/usr/bin/env bash
# Runs one measurement beside its peers and ends with key=value lines: infra/bench.sh NAME. infra/bench/README.md has the names.
# infra/bench.sh all runs every one and adds a section to infra/bench/RESULTS.md; all --quick runs a little of every
# fifth one, by the commit's hash.
# FARSPAN_BENCH_PACKAGED=true measures what `mvn verify` has just packaged, as CI does.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
[ $# -gt 0 ] || { echo "usage: infra/bench.sh NAME | all [--quick], see infra/bench/README.md" >&2; exit 2; }
[ "${FARSPAN_BENCH_PACKAGED:-false}" = true ] || mvn -q -B -Dstyle.color=never -DskipTests -Dspotless.check.skip=true -Djacoco.skip=true package \
  -pl infra/bench,infra/bench/empty-lambda,infra/local/kafka,infra/local/tomcat,functions/aws,functions/azure,functions/server,functions/router,jmx-bridge/agent -am
# shellcheck disable=SC2086  # several options, such as -Dfarspan.bench.repetitions=1
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g "-Dfarspan.root=$root" ${FARSPAN_BENCH_OPTIONS:-} \
  -cp "$(echo infra/bench/target/farspan-bench-*.jar):$(echo infra/local/target/farspan-local-*.jar):infra/local/target/stack/lib/*" \
  io.farspan.bench.Bench "$@"
