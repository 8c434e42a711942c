provider "azurerm" {
  features {}
}

variables {
  name                = "rs-dev-weu"
  resource_group_name = "rg"
  location            = "westeurope"
  tags                = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  names               = ["report-api", "report-worker"]
}

run "one_identity_each" {
  command = plan
  assert {
    condition     = sort([for identity in azurerm_user_assigned_identity.this : identity.name]) == tolist(["rs-dev-weu-report-api", "rs-dev-weu-report-worker"])
    error_message = "The identities are not those that were asked for."
  }
}

run "somebody_must_be_named" {
  command = plan
  variables {
    names = []
  }
  expect_failures = [var.names]
}
