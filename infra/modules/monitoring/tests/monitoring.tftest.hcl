provider "azurerm" {
  features {}
}

variables {
  name                    = "rs-dev-weu"
  resource_group_name     = "rg"
  location                = "westeurope"
  tags                    = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  alert_emails            = { platform = "platform@example.com" }
  runbook_url             = "https://example.com/docs/runbooks"
  servicebus_namespace_id = "/subscriptions/0/bus"
  database_id             = "/subscriptions/0/pg"
  subscription_id         = "/subscriptions/0"
  resource_group_id       = "/subscriptions/0/resourceGroups/rg"
  monthly_budget          = 500
  budget_start            = "2026-12-01"
}

run "logs_are_kept_90_days" {
  command = plan
  assert {
    condition     = azurerm_log_analytics_workspace.this.retention_in_days == 90
    error_message = "Logs are not kept for 90 days."
  }
}

run "the_four_alerts_of_the_specification" {
  command = plan
  assert {
    condition     = one(azurerm_monitor_metric_alert.queue_depth.criteria).threshold == 1000 && one(azurerm_monitor_metric_alert.database_cpu.criteria).threshold == 80
    error_message = "The alerts on queue depth and database CPU have other thresholds."
  }
  assert {
    condition = (
      azurerm_monitor_scheduled_query_rules_alert_v2.this["execution-failure-rate"].criteria[0].threshold == 5 &&
      azurerm_monitor_scheduled_query_rules_alert_v2.this["execution-failure-rate"].window_duration == "PT15M" &&
      azurerm_monitor_scheduled_query_rules_alert_v2.this["generation-duration"].criteria[0].threshold == 60
    )
    error_message = "The alerts on failures and duration have other thresholds."
  }
}

run "the_four_dashboards_of_the_specification" {
  command = apply
  assert {
    condition     = length(azurerm_application_insights_workbook.this) == 4 && alltrue([for book in azurerm_application_insights_workbook.this : length(jsondecode(book.data_json).items) > 0])
    error_message = "A dashboard is missing or empty."
  }
  assert {
    condition     = anytrue([for item in jsondecode(azurerm_application_insights_workbook.this["queue"].data_json).items : item.name == "queue-depth"])
    error_message = "No dashboard shows the queue's depth."
  }
}

run "budget_tells_at_80_percent" {
  command = plan
  assert {
    condition     = anytrue([for notice in azurerm_consumption_budget_resource_group.this.notification : notice.threshold == 80 && notice.threshold_type == "Actual"])
    error_message = "Nobody is told at 80 % of the budget."
  }
}

run "somebody_must_be_told" {
  command = plan
  variables {
    alert_emails = {}
  }
  expect_failures = [var.alert_emails]
}

run "budgets_start_with_a_month" {
  command = plan
  variables {
    budget_start = "2026-12-15"
  }
  expect_failures = [var.budget_start]
}
