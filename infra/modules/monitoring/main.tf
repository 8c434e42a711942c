resource "azurerm_log_analytics_workspace" "this" {
  name                         = "${var.name}-logs"
  resource_group_name          = var.resource_group_name
  location                     = var.location
  sku                          = "PerGB2018"
  retention_in_days            = var.retention_days
  daily_quota_gb               = var.daily_quota_gb
  local_authentication_enabled = false
  tags                         = var.tags
}

resource "azurerm_application_insights" "this" {
  name                = "${var.name}-insights"
  resource_group_name = var.resource_group_name
  location            = var.location
  workspace_id        = azurerm_log_analytics_workspace.this.id
  application_type    = "web"
  retention_in_days   = var.retention_days
  sampling_percentage = var.sampling_percentage
  tags                = var.tags
}

resource "azurerm_monitor_action_group" "oncall" {
  name                = "${var.name}-oncall"
  resource_group_name = var.resource_group_name
  short_name          = "oncall"
  tags                = var.tags

  dynamic "email_receiver" {
    for_each = var.alert_emails
    content {
      name                    = email_receiver.key
      email_address           = email_receiver.value
      use_common_alert_schema = true
    }
  }

  dynamic "webhook_receiver" {
    for_each = nonsensitive(toset(keys(var.alert_webhooks)))
    content {
      name                    = webhook_receiver.value
      service_uri             = var.alert_webhooks[webhook_receiver.value]
      use_common_alert_schema = true
    }
  }
}

locals {
  # Alerts on what the apps themselves tell. Severity 1 pages, 2 is looked at within half an hour.
  query_alerts = {
    execution-failure-rate = { query = "alert-failure-rate", column = "FailureRate", threshold = 5, window = "PT15M", severity = 1, text = "More than 5 % of the runs of the last 15 minutes failed." }
    generation-duration    = { query = "alert-generation-p95", column = "P95", threshold = 60, window = "PT15M", severity = 2, text = "Reports take longer than 60 seconds (95th percentile of 15 minutes)." }
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "this" {
  for_each             = local.query_alerts
  name                 = "${var.name}-${each.key}"
  resource_group_name  = var.resource_group_name
  location             = var.location
  scopes               = [azurerm_log_analytics_workspace.this.id]
  description          = "${each.value.text} ${var.runbook_url}/${each.key}.md"
  severity             = each.value.severity
  evaluation_frequency = "PT5M"
  window_duration      = each.value.window
  # The tables have no rows before the apps first ran.
  skip_query_validation   = true
  auto_mitigation_enabled = true
  tags                    = var.tags

  criteria {
    query                   = file("${path.module}/queries/${each.value.query}.kql")
    metric_measure_column   = each.value.column
    time_aggregation_method = "Maximum"
    operator                = "GreaterThan"
    threshold               = each.value.threshold
  }

  action {
    action_groups = [azurerm_monitor_action_group.oncall.id]
  }
}
