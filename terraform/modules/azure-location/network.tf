# Out go calls to the agents, to DNS, to other functions and home, to Kafka if there is any, and to Azure itself; nothing else, and nothing comes in
# through the subnet: callers come through the platform's front end.
resource "azurerm_network_security_group" "function" {
  name                = local.function_name
  resource_group_name = var.resource_group.name
  location            = var.resource_group.region
  tags                = local.tags
}

locals {
  rules = merge(local.usual_rules, var.kafka == null ? {} : {
    kafka = { priority = 130, direction = "Outbound", access = "Allow", protocol = "Tcp", ports = [tostring(var.kafka.port)], to = var.kafka.cidrs }
  })

  usual_rules = {
    agents = { priority = 100, direction = "Outbound", access = "Allow", protocol = "Tcp", ports = [for port in var.network.jolokia_ports : tostring(port)], to = var.network.instance_cidrs }
    dns    = { priority = 110, direction = "Outbound", access = "Allow", protocol = "*", ports = ["53"], to = ["0.0.0.0/0"] }
    peers  = { priority = 120, direction = "Outbound", access = "Allow", protocol = "Tcp", ports = [for port in var.network.peer_ports : tostring(port)], to = ["0.0.0.0/0"] }
    none   = { priority = 4000, direction = "Outbound", access = "Deny", protocol = "*", ports = ["0-65535"], to = ["0.0.0.0/0"] }
    nobody = { priority = 4000, direction = "Inbound", access = "Deny", protocol = "*", ports = ["0-65535"], to = ["0.0.0.0/0"] }
  }
}

resource "azurerm_network_security_rule" "function" {
  for_each = local.rules

  name                         = each.key
  resource_group_name          = var.resource_group.name
  network_security_group_name  = azurerm_network_security_group.function.name
  priority                     = each.value.priority
  direction                    = each.value.direction
  access                       = each.value.access
  protocol                     = each.value.protocol
  source_port_range            = "*"
  source_address_prefix        = "*"
  destination_port_ranges      = each.value.ports
  destination_address_prefixes = each.value.to
}

resource "azurerm_subnet_network_security_group_association" "function" {
  subnet_id                 = var.network.subnet_id
  network_security_group_id = azurerm_network_security_group.function.id

  depends_on = [azurerm_network_security_rule.function]
}
