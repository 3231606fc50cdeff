#!/usr/bin/env bash
# Checks the Terraform without a cloud: format; every AWS module and example against the provider (validate, and the
# tests in tests/ with a provider that only pretends); every azurerm block against its published schema. Works on a copy in
# target/terraform and leaves nothing beside the sources. What it has no tools for it says it skips.
#
#   terraform/check.sh [SOURCES]      SOURCES: another copy of this folder
#   terraform/check.sh --mirror       prints where the provider mirror is, if there is one
#   FARSPAN_PACKAGES                  the folder of the packages, where it is not target/release
#   FARSPAN_TERRAFORM_ONLY            one folder to check, such as modules/home, or azurerm
#   FARSPAN_TERRAFORM_PLUGINS         the folder of a provider mirror, where it is not in one of the usual places
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/.." && pwd)
sources=$here
[ "${1:-}" = --mirror ] || sources=$(cd "${1:-$here}" && pwd)
work=$root/target/terraform/$(basename "$sources")
export TF_IN_AUTOMATION=true CHECKPOINT_DISABLE=1
unset TF_CLI_CONFIG_FILE TF_PLUGIN_CACHE_DIR
processors=$(getconf _NPROCESSORS_ONLN)
started=() passed=0 failed=0 skipped=0

skip() { skipped=$((skipped + 1)); echo "skipped: $*"; }
wanted() { [ -z "${FARSPAN_TERRAFORM_ONLY:-}" ] || [ "$FARSPAN_TERRAFORM_ONLY" = "$1" ]; }

# Starts a check, as many at a time as there are processors; the report has them in the order they were started in.
run() {
  local what=$1 log=$work/log.${#started[@]}
  shift
  [ "$(jobs -pr | wc -l)" -lt "$processors" ] || wait -n 2>/dev/null || true
  started+=("$what")
  { "$@" >"$log" 2>&1 && touch "$log.passed"; } &
}

report() {
  wait
  for number in "${!started[@]}"; do
    if [ -e "$work/log.$number.passed" ]; then passed=$((passed + 1)); continue; fi
    failed=$((failed + 1))
    echo "FAILED ${started[$number]}"
    sed 's/^/  /' "$work/log.$number"
  done
}

# The provider mirror: what holds HOST/hashicorp/aws/VERSION/PLATFORM/terraform-provider-aws_*.
mirror() {
  if [ -n "${FARSPAN_TERRAFORM_PLUGINS:-}" ]; then echo "$FARSPAN_TERRAFORM_PLUGINS"; return; fi
  local places=("$HOME/.terraform.d" /usr/local/share/terraform /usr/share/terraform /opt) provider
  provider=$(find "${places[@]}" -maxdepth 8 -name 'terraform-provider-aws_v*' -type f -print -quit 2>/dev/null || true)
  [ -z "$provider" ] || (cd "$(dirname "$provider")/../../../../.." && pwd)
}

if [ "${1:-}" = --mirror ]; then mirror; exit; fi
rm -rf "$work"
mkdir -p "$work"
cp -R "$sources/modules" "$sources/examples" "$work/"

# A folder and all that it calls, with the provider.
init() { terraform -chdir="$1" init -backend=false -input=false -no-color -plugin-dir="$plugins"; }
try() { init "$1" && terraform -chdir="$1" test -no-color; }
# The same, with what was made in test.jsonl, which TerraformIT reads.
try_example() {
  init "$1" && { terraform -chdir="$1" test -json -verbose >"$1/test.jsonl" || terraform -chdir="$1" test -no-color; }
}

# two-clouds without its Azure half, which is checked below: the AWS provider is all there is.
without_azure() {
  local example=$work/examples/two-clouds
  cp "$example/tests/without-azure.tf.txt" "$example/azure.tf"
  awk '/azurerm = \{/ { inside = 1 } !inside { print } inside && /\}/ { inside = 0 }' "$example/versions.tf" >"$work/versions"
  mv "$work/versions" "$example/versions.tf"
}

if ! command -v terraform >/dev/null; then
  skip "no terraform here: format, validation and tests of the AWS modules"
else
  ! wanted fmt || run "terraform fmt" terraform fmt -check -diff -recursive "$sources"
  plugins=$(mirror)
  if [ -z "$plugins" ]; then
    skip "no mirror of the AWS provider here: validation and tests of the AWS modules"
  else
    without_azure
    for module in modules/home-settings modules/aws-location modules/location-map-route53 modules/home; do
      ! wanted "$module" || run "$module" try "$work/$module"
    done
    if [ -e "$root/target/release/function.zip" ] || [ -n "${FARSPAN_PACKAGES:-}" ]; then
      export TF_VAR_packages=${FARSPAN_PACKAGES:-$root/target/release}
      for example in examples/aws examples/two-clouds; do
        ! wanted "$example" || run "$example" try_example "$work/$example"
      done
    else
      skip "no packages in target/release: plans of the examples; mvn -Prelease package makes them"
    fi
  fi
fi

if ! command -v node >/dev/null || [ ! -d "$here/azurerm-check/node_modules" ]; then
  skip "no schema of azurerm here: the Azure modules; npm ci in terraform/azurerm-check brings it"
else
  # The sources as they are, not the copy without Azure.
  ! wanted azurerm || run "azurerm schema" node "$here/azurerm-check/check.mjs" "$sources"
fi

report
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
