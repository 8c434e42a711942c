locals {
  burstable = startswith(var.sku, "B_")
}

resource "azurerm_postgresql_flexible_server" "this" {
  name                              = "${var.name}-pg"
  resource_group_name               = var.resource_group_name
  location                          = var.location
  create_mode                       = var.follower ? "Replica" : "Default"
  source_server_id                  = var.source_server_id
  version                           = "17"
  sku_name                          = var.sku
  storage_mb                        = var.storage_gb * 1024
  auto_grow_enabled                 = true
  backup_retention_days             = var.backup_days
  public_network_access_enabled     = false
  administrator_login               = var.follower ? null : "report_owner"
  administrator_password_wo         = var.follower ? null : var.administrator_password
  administrator_password_wo_version = var.follower ? null : var.administrator_password_version
  tags                              = var.tags

  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = true
    tenant_id                     = var.tenant_id
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.encryption.identity_id]
  }

  customer_managed_key {
    key_vault_key_id                  = var.encryption.key_id
    primary_user_assigned_identity_id = var.encryption.identity_id
  }

  dynamic "high_availability" {
    for_each = var.zone_redundant ? [1] : []
    content {
      mode = "ZoneRedundant"
    }
  }

  # Sunday, 03:00 UTC.
  maintenance_window {
    day_of_week  = 0
    start_hour   = 3
    start_minute = 0
  }

  lifecycle {
    # A failover swaps the zones, and a promoted follower is no longer one.
    ignore_changes = [zone, high_availability[0].standby_availability_zone, create_mode, source_server_id]

    precondition {
      condition     = !(var.follower && local.burstable)
      error_message = "A server of a burstable size cannot follow another."
    }
  }
}

resource "azurerm_postgresql_flexible_server" "replica" {
  count                         = var.read_replica_sku == null ? 0 : 1
  name                          = "${var.name}-pg-read"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  create_mode                   = "Replica"
  source_server_id              = azurerm_postgresql_flexible_server.this.id
  version                       = "17"
  sku_name                      = var.read_replica_sku
  storage_mb                    = var.storage_gb * 1024
  auto_grow_enabled             = true
  public_network_access_enabled = false
  tags                          = var.tags

  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = true
    tenant_id                     = var.tenant_id
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.encryption.identity_id]
  }

  customer_managed_key {
    key_vault_key_id                  = var.encryption.key_id
    primary_user_assigned_identity_id = var.encryption.identity_id
  }

  lifecycle {
    ignore_changes = [zone]
  }
}

resource "azurerm_postgresql_flexible_server_active_directory_administrator" "this" {
  server_name         = azurerm_postgresql_flexible_server.this.name
  resource_group_name = var.resource_group_name
  tenant_id           = var.tenant_id
  object_id           = var.administrators.object_id
  principal_name      = var.administrators.name
  principal_type      = "Group"
}

locals {
  settings = merge(
    {
      "require_secure_transport"   = "on"
      "ssl_min_protocol_version"   = "TLSv1.2"
      "connection_throttle.enable" = "on"
      "log_checkpoints"            = "on"
      "track_io_timing"            = "on"
    },
    local.burstable ? {} : {
      # On port 6432, beside the server's own 5432, for when Workers times their pools are more than the server takes.
      "pgbouncer.enabled"                     = "true"
      "pgbouncer.pool_mode"                   = "transaction"
      "pgbouncer.default_pool_size"           = "50"
      "pg_qs.query_capture_mode"              = "top"
      "pgms_wait_sampling.query_capture_mode" = "all"
    },
  )
}

resource "azurerm_postgresql_flexible_server_configuration" "this" {
  for_each  = local.settings
  name      = each.key
  value     = each.value
  server_id = azurerm_postgresql_flexible_server.this.id
}

# The ledger, and apart from it where Dapr keeps its workflows. A follower gets both from its source.
resource "azurerm_postgresql_flexible_server_database" "this" {
  for_each  = var.follower ? [] : toset(["reports", "workflows"])
  name      = each.key
  server_id = azurerm_postgresql_flexible_server.this.id
  charset   = "UTF8"
  collation = "en_US.utf8"
}

module "private_endpoint" {
  source              = "../private_endpoint"
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
  subnet_id           = var.subnet_id
  resource_id         = azurerm_postgresql_flexible_server.this.id
  subresource         = "postgresqlServer"
  private_dns_zone_id = var.private_dns_zone_id
}

module "replica_private_endpoint" {
  count               = length(azurerm_postgresql_flexible_server.replica)
  source              = "../private_endpoint"
  name                = "${var.name}-r"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
  subnet_id           = var.subnet_id
  resource_id         = azurerm_postgresql_flexible_server.replica[0].id
  subresource         = "postgresqlServer"
  private_dns_zone_id = var.private_dns_zone_id
}
