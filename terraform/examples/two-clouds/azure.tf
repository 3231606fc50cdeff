# The half in Azure.

provider "azurerm" {
  storage_use_azuread = true # the storage account takes no keys

  features {}
}

resource "azurerm_subnet" "function" {
  name                 = "farspan"
  resource_group_name  = var.azure.resource_group
  virtual_network_name = var.azure.virtual_network
  address_prefixes     = [var.azure.function_cidr]

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
  resource_group = { name = var.azure.resource_group, region = var.azure.region }
  package        = { path = "${var.packages}/azure-function.zip" }
  trusted_keys   = local.trusted_keys
  map            = module.map.servers

  network = {
    subnet_id      = azurerm_subnet.function.id
    instance_cidrs = var.azure.instance_cidrs
  }
}
