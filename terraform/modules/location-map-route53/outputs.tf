output "servers" {
  description = "The input `map` of aws-location and azure-location: how functions read the map."
  value       = { zone = var.zone, servers = [for server in local.name_servers : "${server}:53"] }
}

output "router_environment" {
  description = "How a router reads and writes the map, as environment variables."
  value = {
    FARSPAN_MAP_PROVIDER               = "route53"
    FARSPAN_MAP_ZONE                   = var.zone
    FARSPAN_MAP_SERVERS                = join(",", [for server in local.name_servers : "${server}:53"])
    FARSPAN_MAP_ROUTE53_HOSTED_ZONE_ID = local.zone_id
  }
}

output "traffic_environment" {
  description = "How a router keeps an application's weighted records equal to the map, by application."
  value = {
    for app in keys(var.applications) : app => {
      FARSPAN_TRAFFIC_PROVIDER               = "route53"
      FARSPAN_TRAFFIC_NAME                   = "${app}.${var.zone}"
      FARSPAN_TRAFFIC_ROUTE53_HOSTED_ZONE_ID = local.zone_id
    }
  }
}

output "router_policy" {
  description = "The IAM policy of a router that writes this map; the input `map_policy` of home."
  value       = { json = data.aws_iam_policy_document.router.json }
}

output "records" {
  description = "The first state of the map, by name and type; the build reads it with the router's own reader."
  value = {
    for record in concat(
      values(aws_route53_record.home), values(aws_route53_record.tool), values(aws_route53_record.tool_text),
      values(aws_route53_record.weights), values(aws_route53_record.traffic), values(aws_route53_record.functions),
      values(aws_route53_record.function), values(aws_route53_record.function_text),
    ) : "${record.name} ${record.type}" => { ttl = record.ttl, records = record.records }
  }
}
