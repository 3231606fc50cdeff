# What azure-location gives out, of a function app that is not there.
output "endpoint" {
  value = { host = "farspan-az1.azurewebsites.net", port = 443, path = "/api", kind = "azure" }
}
