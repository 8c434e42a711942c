data "azurerm_client_config" "current" {}

locals {
  subscription = "/subscriptions/${var.subscription_id}"
}

resource "azurerm_resource_group" "global" {
  name     = "rs-prod-global-rg"
  location = "westeurope"
  tags     = var.tags
}

resource "azurerm_network_ddos_protection_plan" "this" {
  name                = "rs-prod-ddos"
  resource_group_name = azurerm_resource_group.global.name
  location            = azurerm_resource_group.global.location
  tags                = var.tags
}

module "primary" {
  source                  = "../../modules/platform"
  name                    = "rs-prod-weu"
  location                = "westeurope"
  site_location           = "westeurope"
  address_space           = "10.40.0.0/16"
  active                  = var.active_region == "primary"
  protected               = true
  ddos_protection_plan    = { id = azurerm_network_ddos_protection_plan.this.id }
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
  redis_sku               = "Balanced_B5"
  redis_persistent        = true
  servicebus              = { premium = true, capacity = 1 }
  storage_replication     = "GZRS"
  gateway_capacity        = [2, 20]
  scale                   = { api = [3, 20], scheduler = [2, 4], worker = [2, 300] }

  database = {
    sku              = "GP_Standard_D8ds_v5"
    storage_gb       = 512
    backup_days      = 35
    zone_redundant   = true
    read_replica_sku = "GP_Standard_D4ds_v5"
  }
}

module "governance" {
  source              = "../../modules/governance"
  name                = "rs-prod-weu"
  resource_group_name = module.primary.resource_group_name
  location            = "westeurope"
  tags                = var.tags
  subscription_id     = local.subscription
  workspace_id        = module.primary.workspace_id
}
