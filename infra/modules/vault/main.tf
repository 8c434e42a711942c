locals {
  # Vault names are global and have at most 24 characters.
  vault_name = "${var.name}-kv"
}

resource "azurerm_key_vault" "this" {
  name                          = local.vault_name
  resource_group_name           = var.resource_group_name
  location                      = var.location
  tenant_id                     = var.tenant_id
  sku_name                      = "premium"
  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  soft_delete_retention_days    = 90
  public_network_access_enabled = false
  tags                          = var.tags

  network_acls {
    default_action = "Deny"
    # Storage, PostgreSQL and Service Bus fetch the encryption key this way, Application Gateway its certificate.
    bypass = "AzureServices"
  }
}

module "private_endpoint" {
  source              = "../private_endpoint"
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
  subnet_id           = var.subnet_id
  resource_id         = azurerm_key_vault.this.id
  subresource         = "vault"
  private_dns_zone_id = var.private_dns_zone_id
}

resource "azurerm_role_assignment" "deployer" {
  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Crypto Officer"
  principal_id         = var.deployer_principal_id
}

# Encrypts the artifacts, the database and the messages at rest.
resource "azurerm_key_vault_key" "encryption" {
  name         = "data-encryption"
  key_vault_id = azurerm_key_vault.this.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]
  tags         = var.tags

  rotation_policy {
    expire_after         = "P${var.key_rotation_days + 30}D"
    notify_before_expiry = "P15D"
    automatic {
      time_after_creation = "P${var.key_rotation_days}D"
    }
  }

  depends_on = [azurerm_role_assignment.deployer, module.private_endpoint]
}

# What encrypts is nobody's app: it can wrap and unwrap with the key, and nothing else.
resource "azurerm_user_assigned_identity" "encryption" {
  name                = "${var.name}-encryption"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_role_assignment" "encryption" {
  scope                = azurerm_key_vault_key.encryption.resource_versionless_id
  role_definition_name = "Key Vault Crypto Service Encryption User"
  principal_id         = azurerm_user_assigned_identity.encryption.principal_id
}

locals {
  readers = merge([
    for secret, principals in var.secret_readers : {
      for label, principal in principals : "${secret}/${label}" => { secret = secret, principal = principal }
    }
  ]...)
}

resource "azurerm_role_assignment" "reader" {
  for_each             = local.readers
  scope                = "${azurerm_key_vault.this.id}/secrets/${each.value.secret}"
  role_definition_name = "Key Vault Secrets User"
  principal_id         = each.value.principal
}
