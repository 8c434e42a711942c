output "id" {
  value = azurerm_postgresql_flexible_server.this.id
}

output "name" {
  value = azurerm_postgresql_flexible_server.this.name
}

output "host" {
  value      = azurerm_postgresql_flexible_server.this.fqdn
  depends_on = [module.private_endpoint]
}

output "replica_host" {
  description = "For analytical queries; null when there is no replica."
  value       = one(azurerm_postgresql_flexible_server.replica[*].fqdn)
}

output "pooled" {
  description = "True when PgBouncer answers on port 6432."
  value       = !local.burstable
}
