output "name_servers" {
  description = "Delegate the zone to these."
  value       = module.map.servers.servers
}

output "environment_file" {
  description = "/etc/farspan/router.env of the router."
  value       = module.settings.environment_file
}

output "secrets_to_fill" {
  description = "What /run/farspan/secrets.env of the router must have."
  value       = module.settings.secrets
}
