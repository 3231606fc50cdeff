output "endpoint" {
  description = "What the location map says of this function; an entry of `functions` of a location-map module."
  value = {
    host = split("/", trimprefix(aws_lambda_function_url.live.function_url, "https://"))[0]
    port = 443
    path = ""
    kind = "lambda"
  }
}

output "security_group_id" {
  description = "The function's security group: allow it, and nothing else, to reach the instances' Jolokia ports."
  value       = aws_security_group.function.id
}

output "function" {
  description = "The function's name, the ARN of its live alias and the version that it points to."
  value = {
    name    = aws_lambda_function.function.function_name
    arn     = aws_lambda_alias.live.arn
    version = aws_lambda_function.function.version
  }
}

output "log_group" {
  description = "The function's log group."
  value       = aws_cloudwatch_log_group.function.name
}

output "environment" {
  description = "The names of the settings that the function is given; the build compares them with the code."
  value       = sort(nonsensitive(keys(local.environment)))
}
