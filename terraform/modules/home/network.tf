resource "aws_security_group" "router" {
  name_prefix = "${var.name}-"
  description = "Farspan router of ${var.settings.location}"
  vpc_id      = var.network.vpc_id
  tags        = merge(local.tags, { Name = var.name })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  for_each = toset(concat(var.network.client_cidrs, var.network.function_cidrs))

  security_group_id = aws_security_group.router.id
  description       = "Tools and functions"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = var.settings.tool.port
  to_port           = var.settings.tool.port
  tags              = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "jmx" {
  for_each = toset(var.network.client_cidrs)

  security_group_id = aws_security_group.router.id
  description       = "JMX tools"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = var.settings.tool.jmx_port
  to_port           = var.settings.tool.jmx_port
  tags              = local.tags
}

# Functions, their clouds' APIs and the map's servers are anywhere: ports, not networks, are what can be limited.
resource "aws_vpc_security_group_egress_rule" "router" {
  for_each = {
    https     = { protocol = "tcp", port = 443 }
    functions = { protocol = "tcp", port = 8443 }
    dns-udp   = { protocol = "udp", port = 53 }
    dns-tcp   = { protocol = "tcp", port = 53 }
  }

  security_group_id = aws_security_group.router.id
  description       = each.key
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = each.value.protocol
  from_port         = each.value.port
  to_port           = each.value.port
  tags              = local.tags
}

resource "aws_vpc_security_group_egress_rule" "ledger" {
  count = local.owns_store ? 1 : 0

  security_group_id            = aws_security_group.router.id
  description                  = "Ledger"
  referenced_security_group_id = aws_security_group.ledger[0].id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  tags                         = local.tags
}

resource "aws_security_group" "ledger" {
  count = local.owns_store ? 1 : 0

  name_prefix = "${var.name}-ledger-"
  description = "Farspan ledger: its router only"
  vpc_id      = var.network.vpc_id
  tags        = merge(local.tags, { Name = "${var.name}-ledger" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "ledger" {
  count = local.owns_store ? 1 : 0

  security_group_id            = aws_security_group.ledger[0].id
  description                  = "Router"
  referenced_security_group_id = aws_security_group.router.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  tags                         = local.tags
}
