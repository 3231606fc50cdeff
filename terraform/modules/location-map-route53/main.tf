locals {
  zone_id      = var.zone_id == null ? aws_route53_zone.map[0].zone_id : var.zone_id
  name_servers = var.zone_id == null ? aws_route53_zone.map[0].name_servers : data.aws_route53_zone.map[0].name_servers

  # Section 4 of the design; providers/dns reads and writes the same, and TerraformMapIT compares them.
  fast  = 5
  route = 30

  functions = merge([
    for app, said in var.applications : {
      for location, function in said.functions : "${location}.${app}" => merge(function, { app = app })
    }
  ]...)
  traffic = merge([
    for app, said in var.applications : {
      for location, to in said.traffic : "${location}.${app}" => merge(to, { app = app, location = location })
    }
  ]...)
}

resource "aws_route53_zone" "map" {
  count = var.zone_id == null ? 1 : 0

  name    = var.zone
  comment = "Farspan's location map; the router writes it"
  tags    = var.tags
}

data "aws_route53_zone" "map" {
  count = var.zone_id == null ? 0 : 1

  zone_id = var.zone_id
}

# The commit point. The router replaces it within seconds and for ever after.
resource "aws_route53_record" "home" {
  for_each = var.applications

  zone_id = local.zone_id
  name    = "_home.${each.key}.${var.zone}"
  type    = "TXT"
  ttl     = local.fast
  records = ["v=fs1;home=${each.value.home};standby=${join(",", each.value.standby)};epoch=1;nonce=00000000;gen=1"]

  lifecycle {
    ignore_changes = [records, ttl]
  }
}

resource "aws_route53_record" "tool" {
  for_each = { for app, said in var.applications : app => said.tool if said.tool != null }

  zone_id = local.zone_id
  name    = "_tool._tcp.${each.key}.${var.zone}"
  type    = "SRV"
  ttl     = local.fast
  records = ["0 0 ${each.value.port} ${each.value.host}"]

  lifecycle {
    ignore_changes = [records, ttl]
  }
}

resource "aws_route53_record" "tool_text" {
  for_each = { for app, said in var.applications : app => said.tool if said.tool != null }

  zone_id = local.zone_id
  name    = "_tool._tcp.${each.key}.${var.zone}"
  type    = "TXT"
  ttl     = local.fast
  records = ["v=fs1;epoch=1"]

  lifecycle {
    ignore_changes = [records, ttl]
  }
}

resource "aws_route53_record" "weights" {
  for_each = var.applications

  zone_id = local.zone_id
  name    = "_weights.${each.key}.${var.zone}"
  type    = "TXT"
  ttl     = local.fast
  records = [join(";", concat(["v=fs1", "epoch=1"], [for location, to in each.value.traffic : "${location}=${to.weight}"]))]

  lifecycle {
    ignore_changes = [records, ttl]
  }
}

resource "aws_route53_record" "traffic" {
  for_each = var.applications

  zone_id = local.zone_id
  name    = "_app._tcp.${each.key}.${var.zone}"
  type    = "SRV"
  ttl     = local.fast
  records = [for location, to in each.value.traffic : "0 ${to.weight} ${to.port} lb.${location}.${each.key}.${var.zone}"]

  lifecycle {
    ignore_changes = [records, ttl]
  }
}

# For clients that look up a name and know no SRV records: one weighted record each. `farspan.traffic.*` makes the router
# keep the weights equal to the map's.
resource "aws_route53_record" "weighted" {
  for_each = local.traffic

  zone_id        = local.zone_id
  name           = "${each.value.app}.${var.zone}"
  type           = "CNAME"
  ttl            = local.fast
  set_identifier = each.value.location
  records        = ["lb.${each.value.location}.${each.value.app}.${var.zone}"]

  weighted_routing_policy {
    weight = each.value.weight
  }

  lifecycle {
    ignore_changes = [weighted_routing_policy]
  }
}

# What Terraform goes on to own: where functions and load balancers are.
resource "aws_route53_record" "functions" {
  for_each = var.applications

  zone_id = local.zone_id
  name    = "_function._tcp.${each.key}.${var.zone}"
  type    = "PTR"
  ttl     = local.route
  records = [for location in keys(each.value.functions) : "_function._tcp.${location}.${each.key}.${var.zone}"]
}

resource "aws_route53_record" "function" {
  for_each = local.functions

  zone_id = local.zone_id
  name    = "_function._tcp.${each.key}.${var.zone}"
  type    = "SRV"
  ttl     = local.route
  records = ["0 0 ${each.value.port} ${each.value.host}"]
}

resource "aws_route53_record" "function_text" {
  for_each = local.functions

  zone_id = local.zone_id
  name    = "_function._tcp.${each.key}.${var.zone}"
  type    = "TXT"
  ttl     = local.route
  records = ["v=fs1;path=${each.value.path};kind=${each.value.kind};epoch=1"]
}

resource "aws_route53_record" "load_balancer" {
  for_each = local.traffic

  zone_id = local.zone_id
  name    = "lb.${each.key}.${var.zone}"
  type    = "CNAME"
  ttl     = local.route
  records = [each.value.target]
}

# What a router may do: the records of this zone, and nothing else in Route 53.
data "aws_iam_policy_document" "router" {
  statement {
    sid       = "Map"
    actions   = ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"]
    resources = ["arn:${data.aws_partition.current.partition}:route53:::hostedzone/${local.zone_id}"]
  }

  # Reason for "*": a change has its id only once it is made; reading one shows its state and nothing more.
  statement {
    sid       = "AwaitInsync"
    actions   = ["route53:GetChange"]
    resources = ["arn:${data.aws_partition.current.partition}:route53:::change/*"]
  }
}

data "aws_partition" "current" {}
