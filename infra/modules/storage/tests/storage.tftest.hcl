provider "azurerm" {
  features {}
}

variables {
  name                = "rs-dev-weu"
  resource_group_name = "rg"
  location            = "westeurope"
  tags                = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  subnet_id           = "/subscriptions/0/data-subnet"
  private_dns_zone_id = "/subscriptions/0/zone"
  encryption          = { key_id = "https://vault/keys/data-encryption", identity_id = "/subscriptions/0/encryption" }
}

run "artifacts_cool_after_30_days_and_go_after_90" {
  command = plan
  assert {
    condition = (
      one(one(azurerm_storage_management_policy.this.rule).actions).base_blob[0].tier_to_cool_after_days_since_modification_greater_than == 30 &&
      one(one(azurerm_storage_management_policy.this.rule).actions).base_blob[0].delete_after_days_since_modification_greater_than == 90
    )
    error_message = "The lifecycle is not 30 and 90 days."
  }
}

run "closed_encrypted_and_recoverable" {
  command = plan
  assert {
    condition = (
      !azurerm_storage_account.this.public_network_access_enabled && !azurerm_storage_account.this.shared_access_key_enabled &&
      azurerm_storage_account.this.min_tls_version == "TLS1_2" && one(azurerm_storage_account.this.network_rules).default_action == "Deny"
    )
    error_message = "The account can be reached from outside or with a shared key."
  }
  assert {
    condition     = one(azurerm_storage_account.this.customer_managed_key).key_vault_key_id == "https://vault/keys/data-encryption"
    error_message = "The account is not encrypted with our key."
  }
  assert {
    condition     = one(azurerm_storage_account.this.blob_properties).versioning_enabled && one(one(azurerm_storage_account.this.blob_properties).delete_retention_policy).days == 14
    error_message = "What is deleted by accident is gone."
  }
}

run "name_fits_azure" {
  command = plan
  assert {
    condition     = can(regex("^[a-z0-9]{3,24}$", azurerm_storage_account.this.name))
    error_message = "Azure takes 3 to 24 lower-case letters and digits."
  }
}

run "deleting_before_cooling_is_refused" {
  command = plan
  variables {
    delete_after_days = 20
  }
  expect_failures = [var.delete_after_days]
}

run "unknown_replication_is_refused" {
  command = plan
  variables {
    replication_type = "XRS"
  }
  expect_failures = [var.replication_type]
}
