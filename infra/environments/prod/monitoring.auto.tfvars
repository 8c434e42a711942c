monitoring = {
  alert_emails        = { platform = "platform@example.com" }
  runbook_url         = "https://github.com/example/report-scheduler/blob/main/docs/runbooks"
  monthly_budget      = 9000
  budget_start        = "2026-12-01"
  sampling_percentage = 20
}
