locals {
  function_name = "${var.name}-${var.location}"
  # Storage accounts take 3 to 24 letters and digits, unique in all of Azure; the same inputs give the same name.
  storage_name = "${substr(replace(local.function_name, "-", ""), 0, 14)}${substr(sha256("${var.resource_group.name}/${local.function_name}"), 0, 10)}"
  tags         = merge(var.tags, { "farspan-location" = var.location })

  environment = merge(
    {
      FARSPAN_LOCATION       = var.location
      FARSPAN_TRUSTED_KEYS   = join(",", var.trusted_keys)
      FARSPAN_MAP_ZONE       = var.map.zone
      FARSPAN_MAP_SERVERS    = join(",", var.map.servers)
      FARSPAN_AGENT_NETWORKS = join(",", var.network.instance_cidrs)
      FARSPAN_AGENT_PATH     = var.agents.path

      # A function that is out of memory answers nothing; when it ends, the platform starts a new one.
      JAVA_TOOL_OPTIONS = "-XX:+ExitOnOutOfMemoryError"
    },
    var.agents.user == null ? {} : { FARSPAN_AGENT_USER = var.agents.user },
    var.agent_password_secret_id == null ? {} : { FARSPAN_AGENT_PASSWORD = "@Microsoft.KeyVault(SecretUri=${var.agent_password_secret_id})" },
    var.kafka == null ? {} : {
      FARSPAN_KAFKA_SERVERS        = var.kafka.servers
      FARSPAN_KAFKA_TOPIC_PREFIX   = var.kafka.topic_prefix
      FARSPAN_KAFKA_CLIENT         = "@Microsoft.KeyVault(SecretUri=${var.kafka.client_secret_id})"
      FARSPAN_PUBLISH_APPLICATIONS = join(",", var.kafka.applications)
    },
  )

  # The package's timer always has a schedule, or the host could not load it; without Kafka it is disabled, because there would
  # be nowhere to publish to (https://learn.microsoft.com/azure/azure-functions/disable-function).
  timer = {
    PUBLISH_SCHEDULE                = var.collection.schedule
    "AzureWebJobs.publish.Disabled" = tostring(var.kafka == null || !var.collection.enabled)
  }

  # How the host, its timers included, reaches its storage without a key
  # (https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity).
  host_storage = {
    AzureWebJobsStorage__accountName = azurerm_storage_account.host.name
    AzureWebJobsStorage__credential  = "managedidentity"
    AzureWebJobsStorage__clientId    = azurerm_user_assigned_identity.function.client_id
  }

  insights = {
    APPLICATIONINSIGHTS_CONNECTION_STRING     = azurerm_application_insights.function.connection_string
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING = "ClientId=${azurerm_user_assigned_identity.function.client_id};Authorization=AAD"
  }
}

resource "azurerm_user_assigned_identity" "function" {
  name                = local.function_name
  resource_group_name = var.resource_group.name
  location            = var.resource_group.region
  tags                = local.tags
}

resource "azurerm_storage_account" "host" {
  name                = local.storage_name
  resource_group_name = var.resource_group.name
  location            = var.resource_group.region

  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = "ZRS"

  shared_access_key_enabled        = false # identities only
  default_to_oauth_authentication  = true
  allow_nested_items_to_be_public  = false
  https_traffic_only_enabled       = true
  min_tls_version                  = "TLS1_2"
  cross_tenant_replication_enabled = false
  local_user_enabled               = false

  blob_properties {
    delete_retention_policy {
      days = 7
    }
  }

  tags = local.tags
}

resource "azurerm_storage_container" "package" {
  name                  = "package"
  storage_account_id    = azurerm_storage_account.host.id
  container_access_type = "private"
}

# Reason for the three: the package's blob and the host's leases, the host's queues, and the timers' state; on this
# account only.
resource "azurerm_role_assignment" "storage" {
  for_each = toset(["Storage Blob Data Owner", "Storage Queue Data Contributor", "Storage Table Data Contributor"])

  scope                = azurerm_storage_account.host.id
  role_definition_name = each.key
  principal_id         = azurerm_user_assigned_identity.function.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "metrics" {
  scope                = azurerm_application_insights.function.id
  role_definition_name = "Monitoring Metrics Publisher"
  principal_id         = azurerm_user_assigned_identity.function.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_service_plan" "function" {
  name                = local.function_name
  resource_group_name = var.resource_group.name
  location            = var.resource_group.region
  os_type             = "Linux"
  sku_name            = "FC1" # Flex Consumption
  tags                = local.tags
}

resource "azurerm_function_app_flex_consumption" "function" {
  name                = local.function_name
  resource_group_name = var.resource_group.name
  location            = var.resource_group.region
  service_plan_id     = azurerm_service_plan.function.id

  runtime_name    = "java"
  runtime_version = var.function.java_version
  zip_deploy_file = var.package.path

  storage_container_type            = "blobContainer"
  storage_container_endpoint        = "${azurerm_storage_account.host.primary_blob_endpoint}${azurerm_storage_container.package.name}"
  storage_authentication_type       = "UserAssignedIdentity"
  storage_user_assigned_identity_id = azurerm_user_assigned_identity.function.id

  instance_memory_in_mb     = var.function.memory_mb
  maximum_instance_count    = var.function.most_instances
  virtual_network_subnet_id = var.network.subnet_id

  # The function admits nothing without a call token signed by home (ADR 7), so its host may be public.
  public_network_access_enabled                  = true
  https_only                                     = true
  webdeploy_publish_basic_authentication_enabled = false

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.function.id]
  }

  site_config {
    minimum_tls_version      = "1.2"
    scm_minimum_tls_version  = "1.2"
    http2_enabled            = true
    remote_debugging_enabled = false
    vnet_route_all_enabled   = true
  }

  dynamic "always_ready" {
    for_each = var.function.always_ready > 0 ? [var.function.always_ready] : []

    content {
      name           = "http"
      instance_count = always_ready.value
    }
  }

  app_settings = merge(local.environment, local.timer, local.host_storage, local.insights)
  tags         = local.tags

  depends_on = [azurerm_role_assignment.storage, azurerm_subnet_network_security_group_association.function]
}
