provider "azurerm" {
  features {}
}

variables {
  name                 = "rs-dev-weu"
  resource_group_name  = "rg"
  location             = "westeurope"
  tags                 = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  sku                  = "Balanced_B1"
  subnet_id            = "/subscriptions/0/data-subnet"
  private_dns_zone_id  = "/subscriptions/0/zone"
  reader_principal_ids = { sidecars = "00000000-0000-0000-0000-000000000002" }
}

run "no_keys_no_plain_text_no_public_address" {
  command = plan
  assert {
    condition = (
      azurerm_managed_redis.this.public_network_access == "Disabled" &&
      !azurerm_managed_redis.this.default_database[0].access_keys_authentication_enabled &&
      azurerm_managed_redis.this.default_database[0].client_protocol == "Encrypted"
    )
    error_message = "The cache can be reached with a key, in plain text or from outside."
  }
}

run "retired_sizes_are_refused" {
  command = plan
  variables {
    sku = "Premium_P2"
  }
  expect_failures = [var.sku]
}
