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

run "subscriptions_have_the_names_of_app_ids" {
  command = plan
  assert {
    condition     = alltrue([for key, subscription in azurerm_servicebus_subscription.this : endswith(key, "/${subscription.name}")])
    error_message = "Dapr reads a subscription of its app's name; no other is read."
  }
}

run "whatever_is_given_up_is_kept" {
  command = plan
  assert {
    condition     = alltrue([for subscription in azurerm_servicebus_subscription.this : subscription.dead_lettering_on_message_expiration])
    error_message = "A subscription drops messages."
  }
}

run "premium_is_closed" {
  command = plan
  assert {
    condition     = !azurerm_servicebus_namespace.this.public_network_access_enabled && !azurerm_servicebus_namespace.this.local_auth_enabled && length(module.private_endpoint) == 1
    error_message = "The namespace is reached from outside or with a shared key."
  }
}

run "standard_has_what_it_can_have" {
  command = plan
  variables {
    premium = false
  }
  assert {
    condition     = azurerm_servicebus_namespace.this.sku == "Standard" && azurerm_servicebus_namespace.this.capacity == 0 && length(module.private_endpoint) == 0
    error_message = "Standard with messaging units or a private endpoint is refused by Azure."
  }
}

run "three_messaging_units_are_refused" {
  command = plan
  variables {
    capacity = 3
  }
  expect_failures = [var.capacity]
}
