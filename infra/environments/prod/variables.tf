# What the pipeline gives, as TF_VAR_... or from the release file; the rest is in main.tf, where it can be read.
variable "subscription_id" {
  description = "Id of the subscription, a UUID."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", var.subscription_id))
    error_message = "The subscription's id is a UUID."
  }
}

variable "tags" {
  type = object({
    environment = string
    owner       = string
    cost_center = string
    project     = string
  })
}

variable "registry" {
  description = "Outputs of the environment shared."
  type = object({
    id     = string
    server = string
  })
}

variable "images" {
  description = "By digest; the pipeline writes them to release.auto.tfvars.json."
  type = object({
    api       = string
    scheduler = string
    worker    = string
  })
}

variable "release" {
  type = object({
    suffix            = string
    stable_suffix     = optional(string)
    canary_percentage = optional(number, 100)
  })
}

variable "host_name" {
  type = string
}

variable "authentication" {
  type = object({
    authority = string
    audience  = string
  })
}

variable "database_administrators" {
  type = object({
    object_id = string
    name      = string
  })
}

variable "administrator_password" {
  description = "Only for the first apply and when it changes; kept out of plans and states."
  type        = string
  ephemeral   = true
}

variable "email" {
  type = object({
    from     = string
    host     = string
    port     = number
    username = string
  })
}

variable "monitoring" {
  description = "Who is told, where the runbooks are, and the budget of a month."
  type = object({
    alert_emails        = map(string)
    runbook_url         = string
    monthly_budget      = number
    budget_start        = string
    sampling_percentage = optional(number, 100)
    daily_quota_gb      = optional(number, -1)
  })
}

variable "alert_webhooks" {
  type      = map(string)
  default   = {}
  sensitive = true
}
