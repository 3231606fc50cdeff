output "environment" {
  description = "The router's settings that are not secret."
  value       = local.environment
}

output "environment_file" {
  description = "The same as /etc/farspan/router.env, for systemd's EnvironmentFile and for `docker run --env-file`."
  value       = join("", [for name, value in local.environment : "${name}=${value}\n"])
}

output "secrets" {
  description = "The settings that /run/farspan/secrets.env must have; beside it lie tls.crt, tls.key, jmx.p12, users.properties and, with a store, store-password."
  value       = local.secrets
}

output "unit" {
  description = "The systemd unit."
  value       = file("${path.module}/farspan-router.service")
}
