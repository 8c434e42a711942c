tags = {
  environment = "stage"
  owner       = "platform"
  cost_center = "reports"
  project     = "report-scheduler"
}
