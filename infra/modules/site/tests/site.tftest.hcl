provider "azurerm" {
  features {}
}

variables {
  name                = "rs-dev-weu"
  resource_group_name = "rg"
  location            = "westeurope"
  tags                = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  site_location       = "westeurope"
  subnet_id           = "/subscriptions/0/data-subnet"
  private_dns_zone_id = "/subscriptions/0/zone"
}

run "only_the_gateway_reaches_it" {
  command = plan
  assert {
    condition     = !azurerm_static_web_app.this.public_network_access_enabled && azurerm_static_web_app.this.sku_tier == "Standard"
    error_message = "The site is reached past the firewall."
  }
}

run "regions_without_static_web_apps_are_refused" {
  command = plan
  variables {
    site_location = "northeurope"
  }
  expect_failures = [var.site_location]
}
