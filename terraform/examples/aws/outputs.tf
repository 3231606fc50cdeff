output "router" {
  description = "Where tools connect."
  value       = "https://router.${var.zone}:8443"
}

output "secrets_to_fill" {
  description = "The secrets that wait for their values."
  value       = module.home.secret_names
}

output "let_in" {
  description = "Allow this security group to reach the instances' Jolokia port."
  value       = module.aws1.security_group_id
}

output "name_servers" {
  description = "Delegate the zone to these."
  value       = module.map.servers.servers
}

output "records" {
  description = "The first state of the map."
  value       = module.map.records
}

output "environment" {
  description = "The names of all settings, for the build's comparison with the code."
  value       = { function = module.aws1.environment, router = module.home.environment }
}
