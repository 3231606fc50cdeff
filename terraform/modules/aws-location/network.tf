# Nothing comes in: a Function URL does not go through the function's interfaces. Out go calls to the agents, to the
# map's servers, and to the other functions and home.
resource "aws_security_group" "function" {
  name        = local.function_name
  description = "Farspan function of ${var.location}: agents, map and peers, nothing else"
  vpc_id      = var.network.vpc_id
  tags        = merge(local.tags, { Name = local.function_name })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "instances" {
  for_each = {
    for pair in setproduct(var.network.instance_cidrs, var.network.jolokia_ports) :
    "${pair[0]}:${pair[1]}" => { cidr = pair[0], port = pair[1] }
  }

  security_group_id = aws_security_group.function.id
  description       = "Jolokia agents"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  tags              = local.tags
}

resource "aws_vpc_security_group_egress_rule" "peers" {
  for_each = {
    for pair in setproduct(var.network.peer_cidrs, var.network.peer_ports) :
    "${pair[0]}:${pair[1]}" => { cidr = pair[0], port = pair[1] }
  }

  security_group_id = aws_security_group.function.id
  description       = "Other functions and home"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  tags              = local.tags
}

resource "aws_vpc_security_group_egress_rule" "map" {
  for_each = {
    for pair in setproduct(var.network.dns_cidrs, ["udp", "tcp"]) :
    "${pair[0]}:${pair[1]}" => { cidr = pair[0], protocol = pair[1] }
  }

  security_group_id = aws_security_group.function.id
  description       = "The location map's servers"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = each.value.protocol
  from_port         = 53
  to_port           = 53
  tags              = local.tags
}

resource "aws_vpc_security_group_egress_rule" "kafka" {
  for_each = var.kafka == null ? {} : { brokers = var.kafka }

  security_group_id            = aws_security_group.function.id
  description                  = "MSK brokers"
  referenced_security_group_id = each.value.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  tags                         = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "kafka" {
  for_each = var.kafka == null ? {} : { brokers = var.kafka }

  security_group_id            = each.value.security_group_id
  description                  = "Farspan function of ${var.location}"
  referenced_security_group_id = aws_security_group.function.id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  tags                         = local.tags
}
