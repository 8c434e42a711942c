resource "azurerm_servicebus_namespace" "this" {
  name                          = "${var.name}-bus"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  sku                           = var.premium ? "Premium" : "Standard"
  capacity                      = var.premium ? var.capacity : 0
  premium_messaging_partitions  = var.premium ? 1 : 0
  local_auth_enabled            = false
  public_network_access_enabled = !var.premium
  minimum_tls_version           = "1.2"
  tags                          = var.tags

  dynamic "identity" {
    for_each = var.premium ? [1] : []
    content {
      type         = "UserAssigned"
      identity_ids = [var.encryption.identity_id]
    }
  }

  dynamic "customer_managed_key" {
    for_each = var.premium ? [1] : []
    content {
      key_vault_key_id                  = var.encryption.key_id
      identity_id                       = var.encryption.identity_id
      infrastructure_encryption_enabled = true
    }
  }

  dynamic "network_rule_set" {
    for_each = var.premium ? [1] : []
    content {
      default_action                = "Deny"
      public_network_access_enabled = false
      trusted_services_allowed      = true
    }
  }
}

# A message is a nudge: the ledger in PostgreSQL holds the run, and the reconciler publishes again what got lost.
resource "azurerm_servicebus_topic" "this" {
  for_each            = local.topics
  name                = each.key
  namespace_id        = azurerm_servicebus_namespace.this.id
  default_message_ttl = "P1D"
  support_ordering    = false
}

resource "azurerm_servicebus_subscription" "this" {
  for_each = local.subscriptions
  name     = each.value.app
  topic_id = azurerm_servicebus_topic.this[each.value.topic].id
  # The sidecar's own retries come first (resiliency); the broker's end only what no sidecar could finish.
  max_delivery_count                        = 10
  lock_duration                             = "PT1M"
  dead_lettering_on_message_expiration      = true
  dead_lettering_on_filter_evaluation_error = true
}

module "private_endpoint" {
  count               = var.premium ? 1 : 0
  source              = "../private_endpoint"
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
  subnet_id           = var.subnet_id
  resource_id         = azurerm_servicebus_namespace.this.id
  subresource         = "namespace"
  private_dns_zone_id = var.private_dns_zone_id
}
