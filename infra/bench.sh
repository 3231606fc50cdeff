#!/usr/bin/env bash
# Runs one measurement beside its peers: infra/bench.sh overhead|fanout|coldstart|jconsole|list|diagnosis|failover|rehome|hostile. Ends with key=value lines.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
case "${1:-}" in
  overhead | fanout | coldstart | jconsole | list | diagnosis | failover | rehome | hostile) ;;
  *) echo "usage: infra/bench.sh overhead|fanout|coldstart|jconsole|list|diagnosis|failover|rehome|hostile" >&2; exit 2 ;;
esac
mvn -q -B -Dstyle.color=never -DskipTests -Dspotless.check.skip=true -Djacoco.skip=true package \
  -pl infra/bench,infra/bench/empty-lambda,infra/local/tomcat,functions/aws,functions/azure,functions/server,functions/router -am
# shellcheck disable=SC2086  # several options, such as -Dfarspan.bench.repetitions=1
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx1g "-Dfarspan.root=$root" ${FARSPAN_BENCH_OPTIONS:-} \
  -cp "$(echo infra/bench/target/farspan-bench-*.jar):$(echo infra/local/target/farspan-local-*.jar):infra/local/target/stack/lib/*" \
  io.farspan.bench.Bench "$@"
