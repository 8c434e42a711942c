tags = {
  environment = "prod"
  owner       = "platform"
  cost_center = "reports"
  project     = "report-scheduler"
}
