tags = {
  environment = "dev"
  owner       = "platform"
  cost_center = "reports"
  project     = "report-scheduler"
}
