locals {
  # The four dashboards: their charts are the queries of queries/*.kql.
  workbooks = {
    scheduler-lag = {
      title  = "Scheduler lag"
      charts = [{ title = "From due to written", query = "scheduler-lag", form = "timechart" }]
    }
    queue = {
      title = "Queue depth and processing rate"
      charts = [
        { title = "Runs waiting for a worker", query = "runs-waiting", form = "timechart" },
        { title = "Runs that ended", query = "processing-rate", form = "timechart" },
        { title = "Time to render", query = "generation-duration", form = "timechart" },
      ]
    }
    outcomes = {
      title  = "Success and failure by tenant"
      charts = [{ title = "Outcomes by tenant", query = "outcomes-per-tenant", form = "table" }]
    }
    artifacts = {
      title  = "Artifact sizes"
      charts = [{ title = "Artifacts by size", query = "artifact-sizes", form = "barchart" }]
    }
  }

  day = { durationMs = 86400000 }

  # What waits with the broker; runs beyond their tenant's limits wait in the ledger alone.
  queue_depth = {
    type = 10
    name = "queue-depth"
    content = {
      chartId      = "queue-depth"
      version      = "MetricsItem/2.0"
      title        = "Messages waiting, by topic"
      size         = 0
      chartType    = 2
      resourceType = "microsoft.servicebus/namespaces"
      metricScope  = 0
      resourceIds  = [var.servicebus_namespace_id]
      timeContext  = local.day
      metrics = [{
        namespace   = "microsoft.servicebus/namespaces"
        metric      = "microsoft.servicebus/namespaces--ActiveMessages"
        aggregation = 4
        splitBy     = "EntityName"
      }]
    }
  }
}

variable "servicebus_namespace_id" {
  description = "Whose queue depth is shown and watched."
  type        = string
}

resource "azurerm_application_insights_workbook" "this" {
  for_each            = local.workbooks
  name                = uuidv5("url", "${var.name}/${each.key}")
  resource_group_name = var.resource_group_name
  location            = var.location
  display_name        = "${each.value.title} (${var.tags.environment})"
  source_id           = lower(azurerm_log_analytics_workspace.this.id)
  category            = "workbook"
  tags                = var.tags

  data_json = jsonencode({
    version             = "Notebook/1.0"
    fallbackResourceIds = [azurerm_log_analytics_workspace.this.id]
    items = concat(
      [for chart in each.value.charts : {
        type = 3
        name = chart.query
        content = {
          version                 = "KqlItem/1.0"
          title                   = chart.title
          query                   = file("${path.module}/queries/${chart.query}.kql")
          size                    = 0
          queryType               = 0
          resourceType            = "microsoft.operationalinsights/workspaces"
          crossComponentResources = [azurerm_log_analytics_workspace.this.id]
          visualization           = chart.form
          timeContext             = local.day
        }
      }],
      each.key == "queue" ? [local.queue_depth] : [],
    )
  })
}
