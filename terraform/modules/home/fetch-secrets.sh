#!/usr/bin/env bash
# Puts the router's secrets where its unit looks for them: in memory, for its user only.
set -euo pipefail
umask 0077
target=/run/farspan
install -d -m 0750 -o farspan -g farspan "$target"

secret() { aws --region "$AWS_REGION" secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text; }

tls=$(secret "$TLS_ARN")
jq -er .certificate <<<"$tls" >"$target/tls.crt"
jq -er .key <<<"$tls" >"$target/tls.key"
jq -er .jmx_key_store <<<"$tls" | base64 -d >"$target/jmx.p12"
secret "$USERS_ARN" >"$target/users.properties"
{
  echo "FARSPAN_ROUTER_SIGNING_KEY=$(secret "$SIGNING_KEY_ARN")"
  echo "FARSPAN_JMX_KEY_STORE_PASSWORD=$(jq -er .jmx_key_store_password <<<"$tls")"
  echo "FARSPAN_STORE_PASSWORD=$(secret "$STORE_ARN" | jq -er .password)"
} >"$target/secrets.env"
chown farspan:farspan "$target"/*
