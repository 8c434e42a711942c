output "workspace_id" {
  value = azurerm_log_analytics_workspace.this.id
}

output "workspace_customer_id" {
  description = "For the queries of the canary evaluation."
  value       = azurerm_log_analytics_workspace.this.workspace_id
}

output "connection_string" {
  description = "For APPLICATIONINSIGHTS_CONNECTION_STRING."
  value       = azurerm_application_insights.this.connection_string
  sensitive   = true
}

output "action_group_id" {
  value = azurerm_monitor_action_group.oncall.id
}
