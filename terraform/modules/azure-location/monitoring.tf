resource "azurerm_log_analytics_workspace" "function" {
  name                = local.function_name
  resource_group_name = var.resource_group.name
  location            = var.resource_group.region
  sku                 = "PerGB2018"
  retention_in_days   = var.logs.retention_days
  daily_quota_gb      = var.logs.daily_cap_gb
  tags                = local.tags
}

resource "azurerm_application_insights" "function" {
  name                          = local.function_name
  resource_group_name           = var.resource_group.name
  location                      = var.resource_group.region
  workspace_id                  = azurerm_log_analytics_workspace.function.id
  application_type              = "java"
  local_authentication_disabled = true # identities only
  tags                          = local.tags
}

resource "azurerm_monitor_metric_alert" "errors" {
  name                = "${local.function_name}-errors"
  resource_group_name = var.resource_group.name
  scopes              = [azurerm_function_app_flex_consumption.function.id]
  description         = "The function of ${var.location} fails. Application Insights says why; Farspan shows FUNCTION_DOWN."
  severity            = 1
  frequency           = "PT1M"
  window_size         = "PT5M"

  criteria {
    metric_namespace = "Microsoft.Web/sites"
    metric_name      = "Http5xx"
    aggregation      = "Total"
    operator         = "GreaterThanOrEqual"
    threshold        = 5
  }

  dynamic "action" {
    for_each = var.action_group_ids

    content {
      action_group_id = action.value
    }
  }

  tags = local.tags
}
