locals {
  zone_name    = var.create_zone ? azurerm_dns_zone.map[0].name : data.azurerm_dns_zone.map[0].name
  zone_id      = var.create_zone ? azurerm_dns_zone.map[0].id : data.azurerm_dns_zone.map[0].id
  name_servers = var.create_zone ? azurerm_dns_zone.map[0].name_servers : data.azurerm_dns_zone.map[0].name_servers

  # Section 4 of the design; the same records as location-map-route53, with names relative to the zone.
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

resource "azurerm_dns_zone" "map" {
  count = var.create_zone ? 1 : 0

  name                = var.zone
  resource_group_name = var.resource_group.name
  tags                = var.tags
}

data "azurerm_dns_zone" "map" {
  count = var.create_zone ? 0 : 1

  name                = var.zone
  resource_group_name = var.resource_group.name
}

# The commit point. The router replaces it within seconds and for ever after.
resource "azurerm_dns_txt_record" "home" {
  for_each = var.applications

  name                = "_home.${each.key}"
  zone_name           = local.zone_name
  resource_group_name = var.resource_group.name
  ttl                 = local.fast

  record {
    value = "v=fs1;home=${each.value.home};standby=${join(",", each.value.standby)};epoch=1;nonce=00000000;gen=1"
  }

  lifecycle {
    ignore_changes = [record, ttl, tags]
  }
}

resource "azurerm_dns_srv_record" "tool" {
  for_each = { for app, said in var.applications : app => said.tool if said.tool != null }

  name                = "_tool._tcp.${each.key}"
  zone_name           = local.zone_name
  resource_group_name = var.resource_group.name
  ttl                 = local.fast

  record {
    priority = 0
    weight   = 0
    port     = each.value.port
    target   = each.value.host
  }

  lifecycle {
    ignore_changes = [record, ttl, tags]
  }
}

resource "azurerm_dns_txt_record" "tool" {
  for_each = { for app, said in var.applications : app => said.tool if said.tool != null }

  name                = "_tool._tcp.${each.key}"
  zone_name           = local.zone_name
  resource_group_name = var.resource_group.name
  ttl                 = local.fast

  record {
    value = "v=fs1;epoch=1"
  }

  lifecycle {
    ignore_changes = [record, ttl, tags]
  }
}

resource "azurerm_dns_txt_record" "weights" {
  for_each = var.applications

  name                = "_weights.${each.key}"
  zone_name           = local.zone_name
  resource_group_name = var.resource_group.name
  ttl                 = local.fast

  record {
    value = join(";", concat(["v=fs1", "epoch=1"], [for location, to in each.value.traffic : "${location}=${to.weight}"]))
  }

  lifecycle {
    ignore_changes = [record, ttl, tags]
  }
}

resource "azurerm_dns_srv_record" "traffic" {
  for_each = var.applications

  name                = "_app._tcp.${each.key}"
  zone_name           = local.zone_name
  resource_group_name = var.resource_group.name
  ttl                 = local.fast

  dynamic "record" {
    for_each = each.value.traffic

    content {
      priority = 0
      weight   = record.value.weight
      port     = record.value.port
      target   = "lb.${record.key}.${each.key}.${var.zone}"
    }
  }

  lifecycle {
    ignore_changes = [record, ttl, tags]
  }
}

# What Terraform goes on to own: where functions and load balancers are.
resource "azurerm_dns_ptr_record" "functions" {
  for_each = var.applications

  name                = "_function._tcp.${each.key}"
  zone_name           = local.zone_name
  resource_group_name = var.resource_group.name
  ttl                 = local.route
  records             = [for location in keys(each.value.functions) : "_function._tcp.${location}.${each.key}.${var.zone}"]
}

resource "azurerm_dns_srv_record" "function" {
  for_each = local.functions

  name                = "_function._tcp.${each.key}"
  zone_name           = local.zone_name
  resource_group_name = var.resource_group.name
  ttl                 = local.route

  record {
    priority = 0
    weight   = 0
    port     = each.value.port
    target   = each.value.host
  }
}

resource "azurerm_dns_txt_record" "function" {
  for_each = local.functions

  name                = "_function._tcp.${each.key}"
  zone_name           = local.zone_name
  resource_group_name = var.resource_group.name
  ttl                 = local.route

  record {
    value = "v=fs1;path=${each.value.path};kind=${each.value.kind};epoch=1"
  }
}

resource "azurerm_dns_cname_record" "load_balancer" {
  for_each = local.traffic

  name                = "lb.${each.key}"
  zone_name           = local.zone_name
  resource_group_name = var.resource_group.name
  ttl                 = local.route
  record              = each.value.target
}

# For clients that look up a name and know no SRV records. `farspan.traffic.*` makes the router keep the weights equal to
# the map's.
resource "azurerm_traffic_manager_profile" "traffic" {
  for_each = var.applications

  name                   = "${replace(var.zone, ".", "-")}-${each.key}"
  resource_group_name    = var.resource_group.name
  traffic_routing_method = "Weighted"

  dns_config {
    relative_name = "${replace(var.zone, ".", "-")}-${each.key}"
    ttl           = local.fast
  }

  monitor_config {
    protocol                     = "HTTPS"
    port                         = 443
    path                         = values(each.value.traffic)[0].path
    interval_in_seconds          = 30
    timeout_in_seconds           = 10
    tolerated_number_of_failures = 3
  }

  tags = var.tags
}

resource "azurerm_traffic_manager_external_endpoint" "traffic" {
  for_each = local.traffic

  name       = each.value.location
  profile_id = azurerm_traffic_manager_profile.traffic[each.value.app].id
  target     = each.value.target
  weight     = max(1, each.value.weight)
  enabled    = each.value.weight > 0

  # Farspan says whether the application is at fault; a failed probe from the internet must not move traffic.
  always_serve_enabled = true

  lifecycle {
    ignore_changes = [weight, enabled]
  }
}

# What a router may do: the records of this zone and the endpoints of these profiles.
resource "azurerm_role_definition" "router" {
  name        = "Farspan router of ${var.zone}"
  scope       = local.zone_id
  description = "Writes the records of Farspan's location map and the weights of its Traffic Manager profiles"

  permissions {
    actions = concat(
      ["Microsoft.Network/dnsZones/read"],
      [for type in ["A", "AAAA", "PTR", "SRV", "TXT"] : "Microsoft.Network/dnsZones/${type}/read"],
      [for type in ["A", "AAAA", "PTR", "SRV", "TXT"] : "Microsoft.Network/dnsZones/${type}/write"],
      [for type in ["A", "AAAA", "PTR", "SRV", "TXT"] : "Microsoft.Network/dnsZones/${type}/delete"],
      [
        "Microsoft.Network/trafficManagerProfiles/read",
        "Microsoft.Network/trafficManagerProfiles/write",
      ],
    )
  }

  assignable_scopes = concat([local.zone_id], values(azurerm_traffic_manager_profile.traffic)[*].id)
}

resource "azurerm_role_assignment" "router" {
  for_each = var.router_principal_id == null ? {} : merge(
    { zone = local.zone_id },
    { for app, profile in azurerm_traffic_manager_profile.traffic : app => profile.id },
  )

  scope              = each.value
  role_definition_id = azurerm_role_definition.router.role_definition_resource_id
  principal_id       = var.router_principal_id
}
