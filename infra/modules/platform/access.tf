# Who may do what. Each right is on the smallest thing that Azure can give it for.
locals {
  principals = { for name, identity in local.identities : name => identity.principal_id }

  secret_readers = {
    data-key                      = { sidecars = local.principals["sidecars"] }
    auth-signing-key              = { sidecars = local.principals["sidecars"] }
    connection-postgres-api       = { report-api = local.principals["report-api"] }
    connection-postgres-scheduler = { report-scheduler = local.principals["report-scheduler"], migrate = local.principals["migrate"] }
    connection-postgres-worker    = { report-worker = local.principals["report-worker"], migrate = local.principals["migrate"] }
    connection-postgres-owner     = { migrate = local.principals["migrate"] }
    smtp-password                 = { report-worker = local.principals["report-worker"] }
    tls-certificate               = { gateway = local.principals["gateway"] }
  }

  rights = merge(
    { for name in ["report-api", "report-scheduler", "report-worker", "migrate"] :
      "pull/${name}" => { who = name, role = "AcrPull", scope = var.registry.id }
    },
    {
      "artifacts/report-api"    = { who = "report-api", role = "Storage Blob Data Reader", scope = module.storage.container_id }
      "artifacts/report-worker" = { who = "report-worker", role = "Storage Blob Data Contributor", scope = module.storage.container_id }
    },
    { for topic, parties in module.messaging.topics :
      "send/${topic}" => { who = "sidecars", role = "Azure Service Bus Data Sender", scope = parties.id } if length(parties.publishers) > 0
    },
    { for key, id in module.messaging.subscriptions :
      "receive/${key}" => { who = "sidecars", role = "Azure Service Bus Data Receiver", scope = id }
    },
    {
      # Counting messages is a manager's right; it is given to nobody's app, on one subscription.
      "count/runs.requested" = { who = "scaler", role = "Azure Service Bus Data Owner", scope = module.messaging.subscriptions["runs.requested/report-worker"] }
    },
  )
}

resource "azurerm_role_assignment" "this" {
  for_each             = local.rights
  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = local.principals[each.value.who]
  principal_type       = "ServicePrincipal"
}

resource "azurerm_management_lock" "this" {
  for_each = var.protected ? {
    database  = module.database.id
    artifacts = module.storage.id
    vault     = module.vault.id
  } : {}
  name       = "${var.name}-${each.key}"
  scope      = each.value
  lock_level = "CanNotDelete"
  notes      = "Holds tenants' data."
}
