output "resource_group_name" {
  value = azurerm_resource_group.this.name
}

output "database_id" {
  value = module.database.id
}

output "storage_id" {
  value = module.storage.id
}

output "gateway_public_ip_id" {
  value = module.gateway.public_ip_id
}

output "workspace_id" {
  value = module.monitoring.workspace_id
}

output "workspace_customer_id" {
  value = module.monitoring.workspace_customer_id
}

output "vault_name" {
  value = module.vault.name
}

output "site_name" {
  value = module.site.name
}

output "egress_address" {
  description = "The address that tenants allow in their firewalls."
  value       = module.network.egress_address
}
