output "name_servers" {
  description = "Delegate the zone to these."
  value       = module.map.servers.servers
}

output "router_environment_file" {
  description = "/etc/farspan/router.env of the router in the datacenter."
  value       = module.home.environment_file
}

output "function_environment_file" {
  description = "/etc/farspan/function.env of the function in the datacenter."
  value = join("", [for name, value in {
    FARSPAN_LOCATION     = "dc1"
    FARSPAN_TRUSTED_KEYS = join(",", local.trusted_keys)
    FARSPAN_MAP_ZONE     = module.map.servers.zone
    FARSPAN_MAP_SERVERS  = join(",", module.map.servers.servers)
  } : "${name}=${value}\n"])
}

output "secrets_to_fill" {
  description = "What /run/farspan/secrets.env at home must have, and the standby's secrets."
  value       = { home = module.home.secrets, standby = module.standby.secret_names }
}

output "let_in" {
  description = "Allow this security group to reach the Jolokia port of the instances in AWS."
  value       = module.aws1.security_group_id
}

output "records" {
  description = "The first state of the map."
  value       = module.map.records
}
