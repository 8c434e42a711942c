# The topics of apps/Domain/Messages/RunMessages.cs. A subscription has the name of the Dapr app id that reads it; a topic's
# dead-letter topic gets what its subscriber gave up, published by that subscriber's sidecar.
locals {
  topics = {
    "runs.requested"      = { publishers = ["report-scheduler"], subscribers = ["report-worker"] }
    "runs.requested.dead" = { publishers = ["report-worker"], subscribers = ["report-worker"] }
    "runs.finished"       = { publishers = ["report-worker"], subscribers = ["report-api", "report-worker"] }
    "alerts.raised"       = { publishers = ["report-scheduler"], subscribers = ["report-worker"] }
    "data.ready"          = { publishers = var.data_ready_publishers, subscribers = ["report-api"] }
  }

  subscriptions = merge([
    for topic, parties in local.topics : {
      for app in parties.subscribers : "${topic}/${app}" => { topic = topic, app = app }
    }
  ]...)
}
