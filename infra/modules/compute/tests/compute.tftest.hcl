provider "azurerm" {
  features {}
}

variables {
  name                       = "rs-dev-weu"
  resource_group_name        = "rg"
  location                   = "westeurope"
  tags                       = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  subnet_id                  = "/subscriptions/0/backend-subnet"
  virtual_network_id         = "/subscriptions/0/vnet"
  workspace_id               = "/subscriptions/0/logs"
  insights_connection_string = "InstrumentationKey=0"
  registry_server            = "rs.azurecr.io"
  vault_uri                  = "https://rs-dev-weu-kv.vault.azure.net/"
  vault_name                 = "rs-dev-weu-kv"
  servicebus                 = { name = "rs-dev-weu-bus", host = "rs-dev-weu-bus.servicebus.windows.net" }
  redis_host                 = "rs-dev-weu-redis.westeurope.redis.azure.net:10000"
  database_host              = "rs-dev-weu-pg.postgres.database.azure.com"
  release                    = { suffix = "r-2" }
  migrate = {
    image   = "rs.azurecr.io/scheduler@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    secrets = { ConnectionStrings__PostgresOwner = "connection-postgres-owner" }
  }
  identities = {
    for name in ["report-api", "report-scheduler", "report-worker", "sidecars", "scaler", "migrate"] :
    name => { id = "/subscriptions/0/${name}", principal_id = "p-${name}", client_id = "c-${name}", name = "rs-dev-weu-${name}" }
  }
  apps = {
    report-api = {
      image   = "rs.azurecr.io/api@sha256:0000000000000000000000000000000000000000000000000000000000000000"
      cpu     = 0.5, min_replicas = 1, max_replicas = 3, grace_seconds = 60, ingress = true, http_concurrency = 50
      secrets = { ConnectionStrings__Postgres = "connection-postgres-api" }
    }
    report-worker = {
      image = "rs.azurecr.io/worker@sha256:0000000000000000000000000000000000000000000000000000000000000000"
      cpu   = 1, min_replicas = 0, max_replicas = 5, grace_seconds = 600, queue = { topic = "runs.requested", messages = 50 }
    }
  }
}

run "first_release_gets_all_traffic" {
  command = plan
  assert {
    condition     = [for weight in azurerm_container_app.this["report-api"].ingress[0].traffic_weight : weight.percentage if weight.latest_revision] == [100]
    error_message = "The newest revision does not get the traffic."
  }
}

run "canary_gets_its_part_and_no_more" {
  command = plan
  variables {
    release = { suffix = "r-2", stable_suffix = "r-1", canary_percentage = 10 }
  }
  assert {
    condition     = { for weight in azurerm_container_app.this["report-api"].ingress[0].traffic_weight : weight.revision_suffix => weight.percentage } == { "r-1" = 90, "r-2" = 10 }
    error_message = "The traffic is not 90 to 10."
  }
}

run "canary_without_a_stable_revision_is_refused" {
  command = plan
  variables {
    release = { suffix = "r-2", canary_percentage = 10 }
  }
  expect_failures = [var.release]
}

run "worker_wakes_by_its_own_subscription" {
  command = plan
  assert {
    condition = azurerm_container_app.this["report-worker"].template[0].custom_scale_rule[0].metadata == tomap({
      namespace = "rs-dev-weu-bus", topicName = "runs.requested", subscriptionName = "report-worker", messageCount = "50"
    })
    error_message = "The worker would not wake when runs wait."
  }
}

run "no_secret_is_in_the_plan" {
  command = plan
  assert {
    condition     = alltrue(flatten([for app in azurerm_container_app.this : [for secret in app.secret : secret.key_vault_secret_id != null && secret.value == null]]))
    error_message = "A secret has its value in the plan."
  }
}

run "standby_runs_nothing" {
  command = plan
  variables {
    active = false
  }
  assert {
    condition     = alltrue([for app in azurerm_container_app.this : app.template[0].min_replicas == 0])
    error_message = "The standby region works on the same runs."
  }
}

run "sleeping_without_a_waker_is_refused" {
  command = plan
  variables {
    apps = {
      report-scheduler = {
        image = "rs.azurecr.io/scheduler@sha256:0000000000000000000000000000000000000000000000000000000000000000"
        cpu   = 0.5, min_replicas = 0, max_replicas = 1, grace_seconds = 60
      }
    }
  }
  expect_failures = [var.apps]
}

run "images_by_tag_are_refused" {
  command = plan
  variables {
    apps = {
      report-api = { image = "rs.azurecr.io/api:latest", cpu = 0.5, min_replicas = 1, max_replicas = 1, grace_seconds = 60, ingress = true }
    }
  }
  expect_failures = [var.apps]
}
