provider "azurerm" {
  features {}
}

variables {
  name                = "rs-dev-weu"
  resource_group_name = "rg"
  location            = "westeurope"
  tags                = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  subnet_id           = "/subscriptions/0/data-subnet"
  resource_id         = "/subscriptions/0/vault"
  subresource         = "vault"
  private_dns_zone_id = "/subscriptions/0/zone"
}

run "connects_without_an_approval_and_is_in_the_zone" {
  command = plan

  assert {
    condition     = one(azurerm_private_endpoint.this.private_service_connection).is_manual_connection == false
    error_message = "The connection would wait for somebody's approval."
  }
  assert {
    condition     = one(azurerm_private_endpoint.this.private_dns_zone_group).private_dns_zone_ids == tolist(["/subscriptions/0/zone"])
    error_message = "The service's name would still lead to its public address."
  }
}

run "only_parts_that_the_platform_uses" {
  command = plan
  variables {
    subresource = "table"
  }
  expect_failures = [var.subresource]
}
