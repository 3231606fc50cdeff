#!/usr/bin/env bash
# Farspan on one machine: builds what is needed, then runs the packaged parts. `infra/local.sh --help` lists the options.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

fail() { echo "infra/local.sh: $*" >&2; exit 1; }

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "no Java found; install a JDK of version 17 or later, or set JAVA_HOME"
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
[ "${version%%.*}" -ge 17 ] 2>/dev/null || fail "Java $version found; JDK 17 or later is needed, set JAVA_HOME to one"

modules=infra/local,functions/aws,functions/azure,functions/server,functions/router,jmx-bridge/agent,jmx-bridge/cli
case " $* " in *" --app kafka "* | *" --app=kafka "*) modules=$modules,infra/local/kafka ;; esac
case " $* " in *" --app tomcat "* | *" --app=tomcat "*) modules=$modules,infra/local/tomcat ;; esac

# Builds when a source is newer than the last build with these modules.
stamp=infra/local/target/built-$(echo "$modules" | cksum | cut -d' ' -f1)
if [ ! -e "$stamp" ] || [ -n "$(find pom.xml functions jmx-bridge providers infra/local \
    -name target -prune -o -newer "$stamp" -type f -print)" ]; then
  command -v mvn >/dev/null || fail "no Maven found; install Maven 3.8 or later"
  [ -x "${JAVA_HOME:+$JAVA_HOME/bin/}javac" ] || command -v javac >/dev/null \
    || fail "this Java has no compiler; a JDK is needed, not a JRE"
  echo "building (the first time downloads dependencies, which takes minutes) ..."
  mvn -q -B -Dstyle.color=never -DskipTests -Dspotless.check.skip=true -Djacoco.skip=true package -pl "$modules" -am \
    || fail "the build failed; its output is above"
  touch "$stamp"
fi

exec "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m "-Dfarspan.root=$root" \
  -cp "$(echo infra/local/target/farspan-local-*.jar):infra/local/target/stack/lib/*" \
  io.farspan.local.stack.Main "$@"
