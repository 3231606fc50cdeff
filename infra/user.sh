#!/usr/bin/env bash
# Makes the lines of a user for users.properties: infra/user.sh NAME ROLE[,ROLE...]. The password is asked for, or read from
# the input. From the repository or beside the router of a release; needs Java and the built router, starts nothing.
set -euo pipefail

fail() { echo "user.sh: $*" >&2; exit 1; }

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
router=$here
[ -d "$router/lib/main" ] || router=$here/../functions/router/target/quarkus-app
[ -d "$router/lib/main" ] || fail "no router beside this script or in functions/router/target: mvn -DskipTests package first"

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "no Java found; install version 17 or later, or set JAVA_HOME"

exec "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$router/app/*:$router/lib/main/*:$router/lib/boot/*" \
  io.farspan.router.login.UserLine "$@"
