output "resource_group_name" {
  value = module.primary.resource_group_name
}

output "workspace_customer_id" {
  description = "For the canary evaluation."
  value       = module.primary.workspace_customer_id
}

output "site_name" {
  value = module.primary.site_name
}

output "vault_name" {
  value = module.primary.vault_name
}

output "egress_address" {
  description = "The address that tenants allow in their firewalls."
  value       = module.primary.egress_address
}
