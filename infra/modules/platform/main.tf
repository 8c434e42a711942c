# All of the platform in one region. Environments say how large; a standby is the same with a database that follows.
resource "azurerm_resource_group" "this" {
  name     = "${var.name}-rg"
  location = var.location
  tags     = var.tags
}

locals {
  common = {
    name                = var.name
    resource_group_name = azurerm_resource_group.this.name
    location            = var.location
    tags                = var.tags
  }
  identities = module.identity.identities
}

module "identity" {
  source              = "../identity"
  name                = local.common.name
  resource_group_name = local.common.resource_group_name
  location            = local.common.location
  tags                = local.common.tags
  names               = ["report-api", "report-scheduler", "report-worker", "sidecars", "scaler", "migrate", "gateway"]
}

module "network" {
  source               = "../network"
  name                 = local.common.name
  resource_group_name  = local.common.resource_group_name
  location             = local.common.location
  tags                 = local.common.tags
  address_space        = var.address_space
  ddos_protection_plan = var.ddos_protection_plan
}

module "vault" {
  source                = "../vault"
  name                  = local.common.name
  resource_group_name   = local.common.resource_group_name
  location              = local.common.location
  tags                  = local.common.tags
  tenant_id             = var.tenant_id
  deployer_principal_id = var.deployer_principal_id
  subnet_id             = module.network.subnet_ids.data
  private_dns_zone_id   = module.network.private_dns_zone_ids["vault"]
  secret_readers        = local.secret_readers
}

module "storage" {
  source              = "../storage"
  name                = local.common.name
  resource_group_name = local.common.resource_group_name
  location            = local.common.location
  tags                = local.common.tags
  subnet_id           = module.network.subnet_ids.data
  private_dns_zone_id = module.network.private_dns_zone_ids["blob"]
  encryption          = module.vault.encryption
  replication_type    = var.storage_replication
}

module "database" {
  source                 = "../database"
  name                   = local.common.name
  resource_group_name    = local.common.resource_group_name
  location               = local.common.location
  tags                   = local.common.tags
  subnet_id              = module.network.subnet_ids.data
  private_dns_zone_id    = module.network.private_dns_zone_ids["postgres"]
  encryption             = module.vault.encryption
  tenant_id              = var.tenant_id
  administrators         = var.database_administrators
  administrator_password = var.administrator_password
  sku                    = var.database.sku
  storage_gb             = var.database.storage_gb
  backup_days            = var.database.backup_days
  zone_redundant         = var.database.zone_redundant
  read_replica_sku       = var.database.read_replica_sku
  follower               = var.database.follower
  source_server_id       = var.database.source_server_id
}

module "messaging" {
  source              = "../messaging"
  name                = local.common.name
  resource_group_name = local.common.resource_group_name
  location            = local.common.location
  tags                = local.common.tags
  premium             = var.servicebus.premium
  capacity            = var.servicebus.capacity
  subnet_id           = module.network.subnet_ids.data
  private_dns_zone_id = module.network.private_dns_zone_ids["servicebus"]
  encryption          = module.vault.encryption
}

module "cache" {
  source               = "../cache"
  name                 = local.common.name
  resource_group_name  = local.common.resource_group_name
  location             = local.common.location
  tags                 = local.common.tags
  sku                  = var.redis_sku
  high_availability    = var.zone_redundant
  persistent           = var.redis_persistent
  subnet_id            = module.network.subnet_ids.data
  private_dns_zone_id  = module.network.private_dns_zone_ids["redis"]
  reader_principal_ids = { sidecars = local.identities["sidecars"].principal_id }
}

module "site" {
  source              = "../site"
  name                = local.common.name
  resource_group_name = local.common.resource_group_name
  location            = local.common.location
  tags                = local.common.tags
  site_location       = var.site_location
  subnet_id           = module.network.subnet_ids.data
  private_dns_zone_id = module.network.private_dns_zone_ids["site"]
}

module "monitoring" {
  source                  = "../monitoring"
  name                    = local.common.name
  resource_group_name     = local.common.resource_group_name
  location                = local.common.location
  tags                    = local.common.tags
  resource_group_id       = azurerm_resource_group.this.id
  subscription_id         = var.subscription_id
  servicebus_namespace_id = module.messaging.id
  database_id             = module.database.id
  alert_emails            = var.monitoring.alert_emails
  alert_webhooks          = var.alert_webhooks
  runbook_url             = var.monitoring.runbook_url
  monthly_budget          = var.monitoring.monthly_budget
  budget_start            = var.monitoring.budget_start
  sampling_percentage     = var.monitoring.sampling_percentage
  daily_quota_gb          = var.monitoring.daily_quota_gb
}

module "gateway" {
  source                = "../gateway"
  name                  = local.common.name
  resource_group_name   = local.common.resource_group_name
  location              = local.common.location
  tags                  = local.common.tags
  subnet_id             = module.network.subnet_ids.frontend
  host_name             = var.host_name
  api_host              = module.compute.api_host
  site_host             = module.site.host
  certificate_secret_id = "${module.vault.uri}secrets/tls-certificate"
  identity_id           = local.identities["gateway"].id
  min_capacity          = var.gateway_capacity[0]
  max_capacity          = var.gateway_capacity[1]
}
