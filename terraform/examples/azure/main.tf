# One location in Azure with the map in Azure DNS; home is a router in a private datacenter.

resource "azurerm_subnet" "function" {
  name                 = "farspan"
  resource_group_name  = var.resource_group.name
  virtual_network_name = var.network.virtual_network
  address_prefixes     = [var.network.function_cidr]

  delegation {
    name = "flex-consumption"

    service_delegation {
      name    = "Microsoft.App/environments"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

module "az1" {
  source = "../../modules/azure-location"

  location       = "az1"
  resource_group = var.resource_group
  package        = { path = "${var.packages}/azure-function.zip" }
  trusted_keys   = [var.home.public_key]
  map            = module.map.servers

  network = {
    subnet_id      = azurerm_subnet.function.id
    instance_cidrs = var.network.instance_cidrs
  }
}

module "map" {
  source = "../../modules/location-map-azure"

  zone                = var.zone
  resource_group      = { name = var.resource_group.name }
  router_principal_id = var.home.principal_id

  applications = {
    (var.application.name) = {
      home      = var.home.location
      tool      = { host = var.home.host }
      functions = { az1 = module.az1.endpoint }
      traffic   = { az1 = { target = var.application.load_balancer, weight = 100 } }
    }
  }
}

module "settings" {
  source = "../../modules/home-settings"

  location            = var.home.location
  applications        = [var.application.name]
  map_environment     = module.map.router_environment
  traffic_environment = module.map.traffic_environment[var.application.name]
  tool                = { host = var.home.host }
}
