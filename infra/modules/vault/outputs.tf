output "id" {
  value = azurerm_key_vault.this.id
}

output "name" {
  value = azurerm_key_vault.this.name
}

output "uri" {
  description = "Ends with a slash; a secret's versionless id is uri + \"secrets/\" + name."
  value       = azurerm_key_vault.this.vault_uri
  # An app that starts before it may read its secrets does not start.
  depends_on = [azurerm_role_assignment.reader, module.private_endpoint]
}

output "encryption" {
  description = "Versionless id of the key, so that new versions are taken without a change, and the identity that may use it."
  value = {
    key_id       = azurerm_key_vault_key.encryption.versionless_id
    identity_id  = azurerm_user_assigned_identity.encryption.id
    principal_id = azurerm_user_assigned_identity.encryption.principal_id
  }
  depends_on = [azurerm_role_assignment.encryption]
}
