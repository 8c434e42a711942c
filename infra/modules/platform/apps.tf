module "compute" {
  source                     = "../compute"
  name                       = local.common.name
  resource_group_name        = local.common.resource_group_name
  location                   = local.common.location
  tags                       = local.common.tags
  subnet_id                  = module.network.subnet_ids.backend
  virtual_network_id         = module.network.virtual_network_id
  workspace_id               = module.monitoring.workspace_id
  insights_connection_string = module.monitoring.connection_string
  zone_redundant             = var.zone_redundant
  registry_server            = var.registry.server
  vault_uri                  = module.vault.uri
  vault_name                 = module.vault.name
  identities                 = local.identities
  servicebus                 = { name = module.messaging.name, host = module.messaging.host }
  redis_host                 = module.cache.host
  database_host              = module.database.host
  active                     = var.active
  release                    = var.release
  apps                       = local.apps

  migrate = {
    image = var.images.scheduler
    secrets = {
      ConnectionStrings__PostgresOwner  = "connection-postgres-owner"
      ConnectionStrings__Postgres       = "connection-postgres-scheduler"
      ConnectionStrings__PostgresTenant = "connection-postgres-worker"
    }
  }

  # An app that starts before it may use the broker and the artifacts fails its first probes.
  depends_on = [azurerm_role_assignment.this]
}

locals {
  # Only the sidecar reaches what it calls: Scheduler and Worker have no ingress, and the gateway leads to /v1 and /openapi only.
  shared_environment = {
    Dapr__AllowCallsWithoutToken = "true"
  }
  artifacts = {
    Artifacts__BlobServiceUri = module.storage.blob_uri
    Artifacts__Container      = module.storage.container
  }

  apps = {
    report-api = {
      image            = var.images.api
      cpu              = 0.5
      min_replicas     = var.scale.api[0]
      max_replicas     = var.scale.api[1]
      grace_seconds    = 60
      ingress          = true
      http_concurrency = 50
      cpu_percent      = 70
      environment = merge(local.shared_environment, local.artifacts, {
        Auth__Authority = var.authentication.authority
        Auth__Audience  = var.authentication.audience
      })
      secrets = { ConnectionStrings__Postgres = "connection-postgres-api" }
    }

    report-scheduler = {
      image         = var.images.scheduler
      cpu           = 0.5
      min_replicas  = var.scale.scheduler[0]
      max_replicas  = var.scale.scheduler[1]
      grace_seconds = 60
      cpu_percent   = 70
      environment   = local.shared_environment
      secrets       = { ConnectionStrings__Postgres = "connection-postgres-scheduler" }
    }

    report-worker = {
      image        = var.images.worker
      cpu          = 1
      min_replicas = var.scale.worker[0]
      max_replicas = var.scale.worker[1]
      # A report may take longer; what is not done by then is done by another worker.
      grace_seconds = 600
      queue         = { topic = "runs.requested", messages = 50 }
      cpu_percent   = 75
      environment = merge(local.shared_environment, local.artifacts, {
        # Ends before the process is asked to; the app itself gives 25 seconds to the rest.
        Execution__DrainSeconds = "20"
        PublicUrl               = "https://${var.host_name}"
        Email__From             = var.email.from
        Email__SmtpHost         = var.email.host
        Email__SmtpPort         = tostring(var.email.port)
        Email__SmtpUsername     = var.email.username
      })
      secrets = {
        ConnectionStrings__Postgres = "connection-postgres-worker"
        Email__SmtpPassword         = "smtp-password"
      }
    }
  }
}
