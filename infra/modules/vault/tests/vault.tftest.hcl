provider "azurerm" {
  features {}
}

variables {
  name                  = "rs-dev-weu"
  resource_group_name   = "rg"
  location              = "westeurope"
  tags                  = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  tenant_id             = "00000000-0000-0000-0000-000000000000"
  subnet_id             = "/subscriptions/0/data-subnet"
  private_dns_zone_id   = "/subscriptions/0/zone"
  deployer_principal_id = "00000000-0000-0000-0000-000000000001"
  secret_readers        = { data-key = { sidecars = "00000000-0000-0000-0000-000000000002" } }
}

run "closed_and_recoverable" {
  command = plan
  assert {
    condition     = !azurerm_key_vault.this.public_network_access_enabled && azurerm_key_vault.this.purge_protection_enabled && azurerm_key_vault.this.rbac_authorization_enabled
    error_message = "The vault is open, can be purged, or has access policies."
  }
}

run "readers_are_let_to_one_secret" {
  command = apply
  assert {
    condition     = [for assignment in azurerm_role_assignment.reader : endswith(assignment.scope, "/secrets/data-key")] == [true]
    error_message = "A reader is let to more than one secret."
  }
}

run "key_is_replaced_before_it_expires" {
  command = plan
  variables {
    key_rotation_days = 90
  }
  assert {
    condition = (
      one(azurerm_key_vault_key.encryption.rotation_policy).expire_after == "P120D" &&
      one(one(azurerm_key_vault_key.encryption.rotation_policy).automatic).time_after_creation == "P90D"
    )
    error_message = "The key expires before it is replaced."
  }
}

run "rotation_of_a_year_is_refused" {
  command = plan
  variables {
    key_rotation_days = 365
  }
  expect_failures = [var.key_rotation_days]
}
