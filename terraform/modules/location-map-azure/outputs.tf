output "servers" {
  description = "The input `map` of aws-location and azure-location: how functions read the map."
  value       = { zone = var.zone, servers = [for server in local.name_servers : "${trimsuffix(server, ".")}:53"] }
}

output "router_environment" {
  description = "How a router reads and writes the map, as environment variables."
  value = {
    FARSPAN_MAP_PROVIDER              = "azure"
    FARSPAN_MAP_ZONE                  = var.zone
    FARSPAN_MAP_SERVERS               = join(",", [for server in local.name_servers : "${trimsuffix(server, ".")}:53"])
    FARSPAN_MAP_AZURE_SUBSCRIPTION_ID = split("/", local.zone_id)[2]
    FARSPAN_MAP_AZURE_RESOURCE_GROUP  = var.resource_group.name
  }
}

output "traffic_environment" {
  description = "How a router keeps an application's Traffic Manager profile equal to the map, by application."
  value = {
    for app, profile in azurerm_traffic_manager_profile.traffic : app => {
      FARSPAN_TRAFFIC_PROVIDER              = "trafficmanager"
      FARSPAN_TRAFFIC_NAME                  = profile.name
      FARSPAN_TRAFFIC_AZURE_SUBSCRIPTION_ID = split("/", local.zone_id)[2]
      FARSPAN_TRAFFIC_AZURE_RESOURCE_GROUP  = var.resource_group.name
    }
  }
}

output "traffic_hosts" {
  description = "The names that clients look up, by application."
  value       = { for app, profile in azurerm_traffic_manager_profile.traffic : app => profile.fqdn }
}
