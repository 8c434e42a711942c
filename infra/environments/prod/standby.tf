# The second region: everything is there and nothing runs. Its database follows the first one's, its artifacts are copies.
# docs/runbooks/dr-2-regional-outage.md says how it takes over.
variable "active_region" {
  description = "Where the apps run: primary or standby."
  type        = string
  default     = "primary"

  validation {
    condition     = contains(["primary", "standby"], var.active_region)
    error_message = "The active region is primary or standby."
  }
}

module "standby" {
  source                  = "../../modules/platform"
  name                    = "rs-prod-neu"
  location                = "northeurope"
  site_location           = "westeurope"
  address_space           = "10.41.0.0/16"
  active                  = var.active_region == "standby"
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
  servicebus              = { premium = true, capacity = 1 }
  storage_replication     = "ZRS"
  gateway_capacity        = [0, 20]
  scale                   = { api = [3, 20], scheduler = [2, 4], worker = [2, 300] }

  database = {
    sku              = "GP_Standard_D8ds_v5"
    storage_gb       = 512
    backup_days      = 35
    zone_redundant   = false
    follower         = true
    source_server_id = module.primary.database_id
  }
}

# Artifacts follow within minutes, so that the standby can be tried without breaking the first region.
resource "azurerm_storage_object_replication" "artifacts" {
  source_storage_account_id      = module.primary.storage_id
  destination_storage_account_id = module.standby.storage_id

  rules {
    source_container_name      = "artifacts"
    destination_container_name = "artifacts"
    copy_blobs_created_after   = "Everything"
  }
}

resource "azurerm_traffic_manager_profile" "this" {
  name                   = "rs-prod"
  resource_group_name    = azurerm_resource_group.global.name
  traffic_routing_method = "Priority"
  tags                   = var.tags

  dns_config {
    relative_name = "rs-prod-reports"
    ttl           = 60
  }

  monitor_config {
    protocol                     = "HTTPS"
    port                         = 443
    path                         = "/openapi/v1.json"
    interval_in_seconds          = 30
    timeout_in_seconds           = 10
    tolerated_number_of_failures = 3
    custom_header {
      name  = "Host"
      value = var.host_name
    }
  }
}

resource "azurerm_traffic_manager_azure_endpoint" "this" {
  for_each = {
    primary = { priority = 1, target = module.primary.gateway_public_ip_id }
    standby = { priority = 2, target = module.standby.gateway_public_ip_id }
  }
  name               = each.key
  profile_id         = azurerm_traffic_manager_profile.this.id
  target_resource_id = each.value.target
  priority           = each.value.priority
  enabled            = true
}

output "public_name" {
  description = "What the CNAME of the public host name leads to."
  value       = azurerm_traffic_manager_profile.this.fqdn
}
