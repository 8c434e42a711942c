output "resource_group_name" {
  value = module.platform.resource_group_name
}

output "workspace_customer_id" {
  description = "For the canary evaluation."
  value       = module.platform.workspace_customer_id
}

output "site_name" {
  value = module.platform.site_name
}

output "vault_name" {
  value = module.platform.vault_name
}

output "egress_address" {
  description = "The address that tenants allow in their firewalls."
  value       = module.platform.egress_address
}
