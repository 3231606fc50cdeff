output "endpoint" {
  description = "What the location map says of this function; an entry of `functions` of a location-map module."
  value = {
    host = azurerm_function_app_flex_consumption.function.default_hostname
    port = 443
    path = "/api"
    kind = "azure"
  }
}

output "principal_id" {
  description = "The function's identity: give it Key Vault Secrets User on the agents' password, or Azure Event Hubs Data Sender on an event hub, where those are used."
  value       = azurerm_user_assigned_identity.function.principal_id
}

output "function" {
  description = "The function app's name and id."
  value = {
    name = azurerm_function_app_flex_consumption.function.name
    id   = azurerm_function_app_flex_consumption.function.id
  }
}

output "environment" {
  description = "The names of the settings that the function is given; the build compares them with the code."
  value       = sort(keys(local.environment))
}
