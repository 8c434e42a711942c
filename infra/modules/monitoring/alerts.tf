variable "database_id" {
  description = "The PostgreSQL server whose load is watched."
  type        = string
}

resource "azurerm_monitor_metric_alert" "queue_depth" {
  name                = "${var.name}-queue-depth"
  resource_group_name = var.resource_group_name
  scopes              = [var.servicebus_namespace_id]
  description         = "More than 1000 messages wait for workers. ${var.runbook_url}/queue-depth.md"
  severity            = 2
  frequency           = "PT1M"
  # Azure has windows of 5 and 15 minutes, not of 10; with the minimum, the depth never fell below in that time.
  window_size = "PT5M"
  tags        = var.tags

  criteria {
    metric_namespace = "Microsoft.ServiceBus/namespaces"
    metric_name      = "ActiveMessages"
    aggregation      = "Minimum"
    operator         = "GreaterThan"
    threshold        = 1000

    dimension {
      name     = "EntityName"
      operator = "Include"
      values   = ["runs.requested"]
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.oncall.id
  }
}

resource "azurerm_monitor_metric_alert" "database_cpu" {
  name                = "${var.name}-database-cpu"
  resource_group_name = var.resource_group_name
  scopes              = [var.database_id]
  description         = "The database uses more than 80 % of its CPU. ${var.runbook_url}/database-cpu.md"
  severity            = 2
  frequency           = "PT1M"
  window_size         = "PT5M"
  tags                = var.tags

  criteria {
    metric_namespace = "Microsoft.DBforPostgreSQL/flexibleServers"
    metric_name      = "cpu_percent"
    aggregation      = "Average"
    operator         = "GreaterThan"
    threshold        = 80
  }

  action {
    action_group_id = azurerm_monitor_action_group.oncall.id
  }
}

variable "subscription_id" {
  description = "Resource id of the subscription, /subscriptions/..."
  type        = string
}

# Health alerts know regions by their titles.
locals {
  region = lookup({ westeurope = "West Europe", northeurope = "North Europe" }, var.location, var.location)
}

# What starts the disaster recovery of a region.
resource "azurerm_monitor_activity_log_alert" "region" {
  name                = "${var.name}-region-health"
  resource_group_name = var.resource_group_name
  location            = "global"
  scopes              = [var.subscription_id]
  description         = "Azure reports trouble in this region. ${var.runbook_url}/dr-2-regional-outage.md"
  tags                = var.tags

  criteria {
    category = "ServiceHealth"
    service_health {
      events    = ["Incident"]
      locations = [local.region]
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.oncall.id
  }
}

variable "resource_group_id" {
  type = string
}

variable "monthly_budget" {
  description = "In the currency of the subscription."
  type        = number

  validation {
    condition     = var.monthly_budget > 0
    error_message = "A budget is above 0."
  }
}

variable "budget_start" {
  description = "First day of a month, for example 2026-12-01."
  type        = string

  validation {
    condition     = can(regex("^20[0-9]{2}-(0[1-9]|1[0-2])-01$", var.budget_start))
    error_message = "A budget starts on the first day of a month."
  }
}

resource "azurerm_consumption_budget_resource_group" "this" {
  name              = "${var.name}-budget"
  resource_group_id = var.resource_group_id
  amount            = var.monthly_budget
  time_grain        = "Monthly"

  time_period {
    start_date = "${var.budget_start}T00:00:00Z"
  }

  dynamic "notification" {
    for_each = { Actual = 80, Forecasted = 100 }
    content {
      threshold      = notification.value
      threshold_type = notification.key
      operator       = "GreaterThanOrEqualTo"
      contact_groups = [azurerm_monitor_action_group.oncall.id]
    }
  }
}
