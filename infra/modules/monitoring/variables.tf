variable "retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 90

  validation {
    condition     = var.retention_days >= 30 && var.retention_days <= 730
    error_message = "Logs are kept for 30 to 730 days."
  }
}

variable "daily_quota_gb" {
  description = "Gigabytes a day after which no more logs are taken; -1 for no limit."
  type        = number
  default     = -1
}

variable "sampling_percentage" {
  description = "Part of the traces that is kept. Metrics and alerts are not affected: every trace says for how many it stands."
  type        = number
  default     = 100

  validation {
    condition     = var.sampling_percentage > 0 && var.sampling_percentage <= 100
    error_message = "Between 0 and 100 percent of the traces are kept."
  }
}

variable "alert_emails" {
  description = "Who is mailed: label -> address."
  type        = map(string)

  validation {
    condition     = length(var.alert_emails) > 0 && alltrue([for address in values(var.alert_emails) : can(regex("^[^@ ]+@[^@ ]+$", address))])
    error_message = "At least one valid e-mail address is needed."
  }
}

variable "alert_webhooks" {
  description = "PagerDuty, Slack and the like: label -> https address. They hold keys, so they come from the pipeline's secrets."
  type        = map(string)
  default     = {}
  sensitive   = true
}

variable "runbook_url" {
  description = "Where docs/runbooks is read; the name of the alert is appended."
  type        = string
}
