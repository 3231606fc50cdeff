# What azure-location gives out; azurerm-check compares the names with the module.
output "endpoint" {
  value = { host = "farspan-az1.azurewebsites.net", port = 443, path = "/api", kind = "azure" }
}
