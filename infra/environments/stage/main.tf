data "azurerm_client_config" "current" {}

locals {
  subscription = "/subscriptions/${var.subscription_id}"
}

# As prod, smaller: what fails over there fails over here, so that it can be rehearsed.
module "platform" {
  source                  = "../../modules/platform"
  name                    = "rs-stage-weu"
  location                = "westeurope"
  site_location           = "westeurope"
  address_space           = "10.30.0.0/16"
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
  zone_redundant          = true
  redis_sku               = "Balanced_B1"
  servicebus              = { premium = true, capacity = 1 }
  storage_replication     = "ZRS"
  gateway_capacity        = [1, 4]
  scale                   = { api = [2, 6], scheduler = [2, 2], worker = [0, 20] }

  database = {
    sku            = "GP_Standard_D2ds_v5"
    storage_gb     = 128
    backup_days    = 7
    zone_redundant = true
  }
}

module "governance" {
  source              = "../../modules/governance"
  name                = "rs-stage-weu"
  resource_group_name = module.platform.resource_group_name
  location            = "westeurope"
  tags                = var.tags
  subscription_id     = local.subscription
  workspace_id        = module.platform.workspace_id
}
