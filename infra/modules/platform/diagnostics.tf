# Logs and metrics of every service, in one workspace.
locals {
  diagnosed = {
    vault    = module.vault.id
    storage  = "${module.storage.id}/blobServices/default"
    database = module.database.id
    bus      = module.messaging.id
    gateway  = module.gateway.id
  }
}

resource "azurerm_monitor_diagnostic_setting" "this" {
  for_each                   = local.diagnosed
  name                       = "${var.name}-${each.key}"
  target_resource_id         = each.value
  log_analytics_workspace_id = module.monitoring.workspace_id

  enabled_log {
    category_group = "allLogs"
  }
  enabled_metric {
    category = "AllMetrics"
  }
}
