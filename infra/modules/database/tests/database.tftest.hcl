provider "azurerm" {
  features {}
}

variables {
  name                   = "rs-dev-weu"
  resource_group_name    = "rg"
  location               = "westeurope"
  tags                   = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  sku                    = "GP_Standard_D8ds_v5"
  backup_days            = 35
  zone_redundant         = true
  read_replica_sku       = "GP_Standard_D4ds_v5"
  tenant_id              = "00000000-0000-0000-0000-000000000000"
  administrators         = { object_id = "00000000-0000-0000-0000-000000000003", name = "report-dba" }
  administrator_password = "not-in-any-plan"
  encryption             = { key_id = "https://vault/keys/data-encryption", identity_id = "/subscriptions/0/encryption" }
  subnet_id              = "/subscriptions/0/data-subnet"
  private_dns_zone_id    = "/subscriptions/0/zone"
}

run "survives_a_zone_and_restores_35_days" {
  command = plan
  assert {
    condition     = azurerm_postgresql_flexible_server.this.high_availability[0].mode == "ZoneRedundant" && azurerm_postgresql_flexible_server.this.backup_retention_days == 35
    error_message = "There is no standby in another zone, or the backups are short."
  }
  assert {
    condition     = azurerm_postgresql_flexible_server.replica[0].create_mode == "Replica" && length(module.replica_private_endpoint) == 1
    error_message = "There is no read replica, or nobody reaches it."
  }
}

run "pools_connections_and_refuses_plain_text" {
  command = plan
  assert {
    condition = (
      azurerm_postgresql_flexible_server_configuration.this["pgbouncer.enabled"].value == "true" &&
      azurerm_postgresql_flexible_server_configuration.this["require_secure_transport"].value == "on" &&
      azurerm_postgresql_flexible_server_configuration.this["ssl_min_protocol_version"].value == "TLSv1.2"
    )
    error_message = "PgBouncer is off, or connections may be in plain text."
  }
}

run "burstable_has_no_pooler" {
  command = plan
  variables {
    sku              = "B_Standard_B2ms"
    zone_redundant   = false
    read_replica_sku = null
    backup_days      = 7
  }
  assert {
    condition     = !contains(keys(azurerm_postgresql_flexible_server_configuration.this), "pgbouncer.enabled") && !output.pooled
    error_message = "Azure has no PgBouncer on burstable servers."
  }
}

run "a_follower_brings_nothing_of_its_own" {
  command = plan
  variables {
    follower               = true
    source_server_id       = "/subscriptions/0/primary"
    administrator_password = null
    zone_redundant         = false
    read_replica_sku       = null
  }
  assert {
    condition = (
      azurerm_postgresql_flexible_server.this.create_mode == "Replica" &&
      azurerm_postgresql_flexible_server.this.source_server_id == "/subscriptions/0/primary" &&
      length(azurerm_postgresql_flexible_server_database.this) == 0
    )
    error_message = "The follower is a server of its own."
  }
}

run "gen5_sizes_are_refused" {
  command = plan
  variables {
    sku = "GP_Gen5_8"
  }
  expect_failures = [var.sku]
}

run "burstable_with_a_standby_is_refused" {
  command = plan
  variables {
    sku = "B_Standard_B2ms"
  }
  expect_failures = [var.sku]
}

run "backups_of_5_days_are_refused" {
  command = plan
  variables {
    backup_days = 5
  }
  expect_failures = [var.backup_days]
}
