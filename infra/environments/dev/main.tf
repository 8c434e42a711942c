data "azurerm_client_config" "current" {}

locals {
  subscription = "/subscriptions/${var.subscription_id}"
}

# For developers: one of each, nothing in a second zone, asleep when nobody works.
module "platform" {
  source                  = "../../modules/platform"
  name                    = "rs-dev-weu"
  location                = "westeurope"
  site_location           = "westeurope"
  address_space           = "10.20.0.0/16"
  subscription_id         = local.subscription
  tenant_id               = data.azurerm_client_config.current.tenant_id
  deployer_principal_id   = data.azurerm_client_config.current.object_id
  tags                    = var.tags
  host_name               = var.host_name
  registry                = var.registry
  images                  = var.images
  release                 = var.release
  database_administrators = var.database_administrators
  administrator_password  = var.administrator_password
  authentication          = var.authentication
  email                   = var.email
  monitoring              = var.monitoring
  alert_webhooks          = var.alert_webhooks
  zone_redundant          = false
  redis_sku               = "Balanced_B0"
  servicebus              = { premium = false }
  storage_replication     = "LRS"
  gateway_capacity        = [0, 2]
  scale                   = { api = [1, 2], scheduler = [1, 1], worker = [0, 3] }

  database = {
    sku            = "B_Standard_B1ms"
    storage_gb     = 32
    backup_days    = 7
    zone_redundant = false
  }
}

module "governance" {
  source              = "../../modules/governance"
  name                = "rs-dev-weu"
  resource_group_name = module.platform.resource_group_name
  location            = "westeurope"
  tags                = var.tags
  subscription_id     = local.subscription
  workspace_id        = module.platform.workspace_id
}
