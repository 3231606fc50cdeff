output "address" {
  description = "The router's address in the VPC; the tool's host name points to it."
  value       = aws_instance.router.private_ip
}

output "security_group_id" {
  description = "The router's security group."
  value       = aws_security_group.router.id
}

output "store" {
  description = "The ledger's database, for a standby's `settings.store`."
  value       = local.store
}

output "secret_names" {
  description = "The secrets that an administrator fills in; see the deployment guide."
  value       = { for key, secret in aws_secretsmanager_secret.router : key => secret.name }
}

output "environment" {
  description = "The names of the settings that the router is given; the build compares them with the code."
  value       = sort(concat(keys(module.settings.environment), module.settings.secrets))
}
