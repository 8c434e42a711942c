provider "azurerm" {
  features {}
}

variables {
  name                = "rs-dev-weu"
  resource_group_name = "rg"
  location            = "westeurope"
  tags                = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  subscription_id     = "/subscriptions/0"
  workspace_id        = "/subscriptions/0/logs"
}

run "untagged_resources_are_denied" {
  command = plan
  assert {
    condition     = jsondecode(azurerm_subscription_policy_assignment.this["tags"].parameters).effect.value == "deny"
    error_message = "Untagged resources can be made."
  }
  assert {
    condition     = length(jsondecode(azurerm_policy_definition.this["tags"].policy_rule).if.anyOf) == 4
    error_message = "A required tag is not required."
  }
}

run "who_did_what_is_kept" {
  command = plan
  assert {
    condition     = contains([for log in azurerm_monitor_diagnostic_setting.activity.enabled_log : log.category], "Administrative")
    error_message = "The activity log is not exported."
  }
}

run "other_effects_are_refused" {
  command = plan
  variables {
    effect = "modify"
  }
  expect_failures = [var.effect]
}
