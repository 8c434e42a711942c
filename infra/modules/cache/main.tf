variable "sku" {
  description = "Size of Azure Managed Redis, for example Balanced_B5; the older Azure Cache for Redis takes no new caches."
  type        = string

  validation {
    condition     = can(regex("^(Balanced_B|ComputeOptimized_X|MemoryOptimized_M|FlashOptimized_A)[0-9]+$", var.sku))
    error_message = "The size is one of Azure Managed Redis: Balanced_B.., ComputeOptimized_X.., MemoryOptimized_M.. or FlashOptimized_A.."
  }
}

variable "high_availability" {
  description = "A replica in another zone."
  type        = bool
  default     = true
}

variable "persistent" {
  description = "Writes a snapshot every hour. Nothing is lost without it but warm answers."
  type        = bool
  default     = false
}

variable "subnet_id" {
  description = "Where the private endpoint is."
  type        = string
}

variable "private_dns_zone_id" {
  type = string
}

variable "reader_principal_ids" {
  description = "Who may sign in, by label."
  type        = map(string)
}

resource "azurerm_managed_redis" "this" {
  name                      = "${var.name}-redis"
  resource_group_name       = var.resource_group_name
  location                  = var.location
  sku_name                  = var.sku
  high_availability_enabled = var.high_availability
  public_network_access     = "Disabled"
  tags                      = var.tags

  default_database {
    access_keys_authentication_enabled = false
    client_protocol                    = "Encrypted"
    # Shards behind one address: Dapr's component knows one host and no cluster.
    clustering_policy                           = "EnterpriseCluster"
    eviction_policy                             = "VolatileLRU"
    persistence_redis_database_backup_frequency = var.persistent ? "1h" : null
  }
}

resource "azurerm_managed_redis_access_policy_assignment" "this" {
  for_each         = var.reader_principal_ids
  managed_redis_id = azurerm_managed_redis.this.id
  object_id        = each.value
}

module "private_endpoint" {
  source              = "../private_endpoint"
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
  subnet_id           = var.subnet_id
  resource_id         = azurerm_managed_redis.this.id
  subresource         = "redisEnterprise"
  private_dns_zone_id = var.private_dns_zone_id
}

output "id" {
  value = azurerm_managed_redis.this.id
}

output "host" {
  description = "Host and port, for the Dapr component's redisHost."
  value       = "${azurerm_managed_redis.this.hostname}:${azurerm_managed_redis.this.default_database[0].port}"
  depends_on  = [module.private_endpoint, azurerm_managed_redis_access_policy_assignment.this]
}
