output "id" {
  value = azurerm_storage_account.this.id
}

output "blob_uri" {
  description = "For Artifacts__BlobServiceUri."
  value       = azurerm_storage_account.this.primary_blob_endpoint
  depends_on  = [module.private_endpoint]
}

output "container" {
  description = "For Artifacts__Container."
  value       = azurerm_storage_container.artifacts.name
}

output "container_id" {
  description = "For role assignments."
  value       = azurerm_storage_container.artifacts.id
}
