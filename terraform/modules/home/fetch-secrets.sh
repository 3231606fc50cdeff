#!/usr/bin/env bash
# Puts the router's secrets where its unit looks for them: in memory, for its user only. Run before the router starts and
# every few minutes: it takes a rotated database password and a renewed certificate up by itself.
set -euo pipefail
umask 0077
target=/run/farspan
install -d -m 0750 -o farspan -g farspan "$target"

secret() { aws --region "$AWS_REGION" secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text; }

# A file is there whole or as it was before, never half or empty.
put() {
  cat >"$target/.$1"
  grep -q '[^[:space:]]' "$target/.$1" || { echo "the secret for $target/$1 is empty" >&2; exit 1; }
  chown farspan:farspan "$target/.$1"
  mv "$target/.$1" "$target/$1"
}

tls=$(secret "$TLS_ARN")
signing_key=$(secret "$SIGNING_KEY_ARN")
key_store_password=$(jq -er .jmx_key_store_password <<<"$tls")
jq -er .certificate <<<"$tls" | put tls.crt
jq -er .key <<<"$tls" | put tls.key
jq -er .jmx_key_store <<<"$tls" | base64 -d | put jmx.p12
secret "$USERS_ARN" | put users.properties
secret "$STORE_ARN" | jq -er .password | put store-password
printf 'FARSPAN_ROUTER_SIGNING_KEY=%s\nFARSPAN_JMX_KEY_STORE_PASSWORD=%s\n' "$signing_key" "$key_store_password" | put secrets.env
