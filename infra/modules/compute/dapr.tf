# The components of components/azure: the same names, types and scopes, with the values that daprd takes from variables there.
# A component of Container Apps has one identity for all apps in its scope, so the sidecars share one; what each app may
# publish and read is said in pubsub.
locals {
  app_ids = ["report-api", "report-scheduler", "report-worker"]
  sidecar = var.identities["sidecars"]

  components = {
    pubsub = {
      type    = "pubsub.azure.servicebus.topics"
      version = "v1"
      metadata = {
        namespaceName           = var.servicebus.host
        azureClientId           = local.sidecar.client_id
        disableEntityManagement = "true"
        maxConcurrentHandlers   = "10"
        maxActiveMessages       = "20"
        handlerTimeoutInSec     = "120"
        lockRenewalInSec        = "20"
        publishingScopes        = "report-api=;report-scheduler=runs.requested,alerts.raised;report-worker=runs.finished,runs.requested.dead"
        subscriptionScopes      = "report-api=runs.finished,data.ready;report-scheduler=;report-worker=runs.requested,runs.requested.dead,runs.finished,alerts.raised"
      }
    }
    cache = {
      type    = "state.redis"
      version = "v1"
      metadata = {
        redisHost     = var.redis_host
        enableTLS     = "true"
        useEntraID    = "true"
        azureClientId = local.sidecar.client_id
        keyPrefix     = "name"
      }
    }
    workflowstate = {
      type    = "state.postgresql"
      version = "v2"
      metadata = {
        useAzureAD       = "true"
        connectionString = "host=${var.database_host} port=5432 user=${local.sidecar.name} database=workflows sslmode=require"
        azureClientId    = local.sidecar.client_id
        actorStateStore  = "true"
      }
    }
    secrets = {
      type    = "secretstores.azure.keyvault"
      version = "v1"
      metadata = {
        vaultName     = var.vault_name
        azureClientId = local.sidecar.client_id
      }
    }
  }
}

resource "azurerm_container_app_environment_dapr_component" "this" {
  for_each                     = local.components
  name                         = each.key
  container_app_environment_id = azurerm_container_app_environment.this.id
  component_type               = each.value.type
  version                      = each.value.version
  scopes                       = local.app_ids

  dynamic "metadata" {
    for_each = each.value.metadata
    content {
      name  = metadata.key
      value = metadata.value
    }
  }
}

# components/azure/resiliency.yaml: five retries two seconds apart, then the dead-letter topic. azurerm has no resource for it.
resource "azurerm_resource_group_template_deployment" "resiliency" {
  name                = "${var.name}-pubsub-resiliency"
  resource_group_name = var.resource_group_name
  deployment_mode     = "Incremental"
  tags                = var.tags

  template_content = jsonencode({
    "$schema"      = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    contentVersion = "1.0.0.0"
    resources = [{
      type       = "Microsoft.App/managedEnvironments/daprComponents/resiliencyPolicies"
      apiVersion = "2025-10-02-preview"
      name       = "${azurerm_container_app_environment.this.name}/pubsub/resiliency"
      properties = {
        inboundPolicy = {
          httpRetryPolicy = {
            maxRetries   = 5
            retryBackOff = { initialDelayInMilliseconds = 2000, maxIntervalInMilliseconds = 2000 }
          }
        }
      }
    }]
  })

  depends_on = [azurerm_container_app_environment_dapr_component.this]
}
