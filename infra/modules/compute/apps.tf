locals {
  port = 8080

  # The traffic of the app with ingress. The first release has nothing beside it.
  traffic = var.release.canary_percentage == 100 ? [
    { revision_suffix = null, latest_revision = true, percentage = 100 },
    ] : [
    { revision_suffix = var.release.stable_suffix, latest_revision = false, percentage = 100 - var.release.canary_percentage },
    { revision_suffix = var.release.suffix, latest_revision = false, percentage = var.release.canary_percentage },
  ]
}

resource "azurerm_container_app" "this" {
  for_each                     = var.apps
  name                         = each.key
  resource_group_name          = var.resource_group_name
  container_app_environment_id = azurerm_container_app_environment.this.id
  workload_profile_name        = "Consumption"
  # Requests are shared between revisions; messages cannot be, so who lives by them has one revision at a time.
  revision_mode          = each.value.ingress ? "Multiple" : "Single"
  max_inactive_revisions = 10
  tags                   = var.tags

  identity {
    type = "UserAssigned"
    identity_ids = compact([
      var.identities[each.key].id,
      var.identities["sidecars"].id,
      each.value.queue == null ? null : var.identities["scaler"].id,
    ])
  }

  registry {
    server   = var.registry_server
    identity = var.identities[each.key].id
  }

  dapr {
    app_id       = each.key
    app_port     = local.port
    app_protocol = "http"
  }

  dynamic "secret" {
    for_each = toset(values(each.value.secrets))
    content {
      name                = secret.value
      key_vault_secret_id = "${var.vault_uri}secrets/${secret.value}"
      identity            = var.identities[each.key].id
    }
  }

  dynamic "ingress" {
    for_each = each.value.ingress ? [1] : []
    content {
      # To the virtual network, as the environment has no public address.
      external_enabled           = true
      target_port                = local.port
      transport                  = "http"
      allow_insecure_connections = false

      dynamic "traffic_weight" {
        for_each = local.traffic
        content {
          revision_suffix = traffic_weight.value.revision_suffix
          latest_revision = traffic_weight.value.latest_revision
          percentage      = traffic_weight.value.percentage
        }
      }
    }
  }

  template {
    revision_suffix                  = each.value.ingress ? var.release.suffix : null
    min_replicas                     = var.active ? each.value.min_replicas : 0
    max_replicas                     = each.value.max_replicas
    termination_grace_period_seconds = each.value.grace_seconds
    polling_interval_in_seconds      = each.value.queue == null ? null : 10

    container {
      name   = each.key
      image  = each.value.image
      cpu    = each.value.cpu
      memory = "${each.value.cpu * 2}Gi"

      dynamic "env" {
        for_each = merge(
          each.value.environment,
          { AZURE_CLIENT_ID = var.identities[each.key].client_id },
          # By this the canary's requests are told from the others.
          each.value.ingress ? { OTEL_RESOURCE_ATTRIBUTES = "service.version=${var.release.suffix}" } : {},
        )
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = each.value.secrets
        content {
          name        = env.key
          secret_name = env.value
        }
      }
      env {
        name  = "APPLICATIONINSIGHTS_CONNECTION_STRING"
        value = var.insights_connection_string
      }

      # apps/ServiceDefaults/Health: started when the schema is there, ready when database and sidecar answer, alive when the
      # process does. The schema gets four minutes: a restart brings it no sooner.
      startup_probe {
        transport               = "HTTP"
        path                    = "/health/started"
        port                    = local.port
        interval_seconds        = 2
        timeout                 = 5
        failure_count_threshold = 120
      }
      liveness_probe {
        transport               = "HTTP"
        path                    = "/health/live"
        port                    = local.port
        interval_seconds        = 10
        timeout                 = 5
        failure_count_threshold = 3
      }
      readiness_probe {
        transport               = "HTTP"
        path                    = "/health/ready"
        port                    = local.port
        interval_seconds        = 5
        timeout                 = 5
        failure_count_threshold = 3
        success_count_threshold = 1
      }
    }

    dynamic "custom_scale_rule" {
      for_each = each.value.queue == null ? [] : [each.value.queue]
      content {
        name             = "queue-depth"
        custom_rule_type = "azure-servicebus"
        identity_id      = var.identities["scaler"].id
        metadata = {
          namespace        = var.servicebus.name
          topicName        = custom_scale_rule.value.topic
          subscriptionName = each.key
          messageCount     = tostring(custom_scale_rule.value.messages)
        }
      }
    }
    dynamic "custom_scale_rule" {
      for_each = each.value.cpu_percent == null ? [] : [each.value.cpu_percent]
      content {
        name             = "cpu"
        custom_rule_type = "cpu"
        metadata         = { type = "Utilization", value = tostring(custom_scale_rule.value) }
      }
    }
    dynamic "http_scale_rule" {
      for_each = each.value.http_concurrency == null ? [] : [each.value.http_concurrency]
      content {
        name                = "requests"
        concurrent_requests = tostring(http_scale_rule.value)
      }
    }
  }

  lifecycle {
    precondition {
      condition     = contains(local.app_ids, each.key)
      error_message = "An app that is in no component's scope has no Dapr."
    }
  }

  # A sidecar that finds no component, or may not use it, does not start.
  depends_on = [azurerm_container_app_environment_dapr_component.this]
}

moved {
  from = azurerm_container_app_job.migrate
  to   = azurerm_container_app_job.this["migrate"]
}

# What the Scheduler's program does for an operator: before a release, and after a restore (infra/job).
resource "azurerm_container_app_job" "this" {
  for_each                     = { migrate = ["migrate"], verify = ["recover"], requeue = ["recover", "requeue"] }
  name                         = each.key
  resource_group_name          = var.resource_group_name
  location                     = var.location
  container_app_environment_id = azurerm_container_app_environment.this.id
  workload_profile_name        = "Consumption"
  replica_timeout_in_seconds   = 1800
  replica_retry_limit          = 0
  tags                         = var.tags

  manual_trigger_config {
    parallelism              = 1
    replica_completion_count = 1
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identities["migrate"].id]
  }

  registry {
    server   = var.registry_server
    identity = var.identities["migrate"].id
  }

  dynamic "secret" {
    for_each = toset(values(var.migrate.secrets))
    content {
      name                = secret.value
      key_vault_secret_id = "${var.vault_uri}secrets/${secret.value}"
      identity            = var.identities["migrate"].id
    }
  }

  template {
    container {
      name   = each.key
      image  = var.migrate.image
      args   = each.value
      cpu    = 0.5
      memory = "1Gi"

      dynamic "env" {
        for_each = var.migrate.secrets
        content {
          name        = env.key
          secret_name = env.value
        }
      }
    }
  }
}
