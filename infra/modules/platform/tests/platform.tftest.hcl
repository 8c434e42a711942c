provider "azurerm" {
  features {}
}

variables {
  name                    = "rs-dev-weu"
  location                = "westeurope"
  tags                    = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  subscription_id         = "/subscriptions/0"
  tenant_id               = "00000000-0000-0000-0000-000000000000"
  deployer_principal_id   = "00000000-0000-0000-0000-000000000001"
  address_space           = "10.20.0.0/16"
  host_name               = "reports.example.com"
  site_location           = "westeurope"
  registry                = { id = "/subscriptions/0/registry", server = "rs.azurecr.io" }
  release                 = { suffix = "r-1" }
  scale                   = { api = [1, 2], scheduler = [1, 1], worker = [0, 3] }
  database                = { sku = "GP_Standard_D2ds_v5", storage_gb = 64, backup_days = 7, zone_redundant = false }
  database_administrators = { object_id = "00000000-0000-0000-0000-000000000003", name = "report-dba" }
  administrator_password  = "not-in-any-plan"
  redis_sku               = "Balanced_B0"
  servicebus              = { premium = true }
  storage_replication     = "ZRS"
  gateway_capacity        = [0, 2]
  authentication          = { authority = "https://login.example.com", audience = "report-api" }
  email                   = { from = "reports@example.com", host = "smtp.example.com", port = 587, username = "reports" }
  monitoring              = { alert_emails = { platform = "platform@example.com" }, runbook_url = "https://example.com/docs/runbooks", monthly_budget = 500, budget_start = "2026-12-01" }
  images = {
    api       = "rs.azurecr.io/api@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    scheduler = "rs.azurecr.io/scheduler@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    worker    = "rs.azurecr.io/worker@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  }
}

run "everybody_has_what_they_need_and_no_more" {
  command = apply
  assert {
    condition     = azurerm_role_assignment.this["artifacts/report-api"].role_definition_name == "Storage Blob Data Reader"
    error_message = "The Api reads artifacts and may do no more."
  }
  assert {
    condition     = [for key, right in azurerm_role_assignment.this : key if right.role_definition_name == "Azure Service Bus Data Owner"] == ["count/runs.requested"]
    error_message = "Somebody owns the messages."
  }
}

run "locks_only_where_asked" {
  command = plan
  variables {
    protected = true
  }
  assert {
    condition     = length(azurerm_management_lock.this) == 3
    error_message = "What holds data can be deleted."
  }
}

run "a_sleeping_scheduler_is_refused" {
  command = plan
  variables {
    scale = { api = [1, 2], scheduler = [0, 1], worker = [0, 3] }
  }
  expect_failures = [var.scale]
}
