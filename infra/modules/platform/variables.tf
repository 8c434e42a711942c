variable "subscription_id" {
  description = "Resource id, /subscriptions/..."
  type        = string
}

variable "tenant_id" {
  type = string
}

variable "deployer_principal_id" {
  description = "Who applies this."
  type        = string
}

variable "address_space" {
  description = "The /16 of the region's network."
  type        = string
}

variable "ddos_protection_plan" {
  type    = object({ id = string })
  default = null
}

variable "active" {
  description = "False for a standby: its database follows another, and no app runs."
  type        = bool
  default     = true
}

variable "protected" {
  description = "Locks what holds data against deletion."
  type        = bool
  default     = false
}

variable "zone_redundant" {
  description = "Survives the loss of a zone: database, cache, apps, messages."
  type        = bool
  default     = true
}

variable "host_name" {
  description = "Public host name."
  type        = string
}

variable "site_location" {
  description = "Region of the web UI's files."
  type        = string
}

variable "registry" {
  description = "The container registry: resource id and login server."
  type = object({
    id     = string
    server = string
  })
}

variable "images" {
  description = "Images by digest, of api, scheduler and worker."
  type = object({
    api       = string
    scheduler = string
    worker    = string
  })
}

variable "release" {
  description = "As the compute module takes it."
  type = object({
    suffix            = string
    stable_suffix     = optional(string)
    canary_percentage = optional(number, 100)
  })
}

variable "scale" {
  description = "Replicas of the apps, least and most."
  type = object({
    api       = tuple([number, number])
    scheduler = tuple([number, number])
    worker    = tuple([number, number])
  })

  validation {
    condition     = var.scale.scheduler[0] >= 1
    error_message = "The Scheduler never scales to zero: nothing would wake it when a schedule is due."
  }
}

variable "database" {
  description = "As the database module takes it."
  type = object({
    sku              = string
    storage_gb       = number
    backup_days      = number
    zone_redundant   = bool
    read_replica_sku = optional(string)
    follower         = optional(bool, false)
    source_server_id = optional(string)
  })
}

variable "database_administrators" {
  type = object({
    object_id = string
    name      = string
  })
}

variable "administrator_password" {
  type      = string
  ephemeral = true
  default   = null
}

variable "redis_sku" {
  type = string
}

variable "redis_persistent" {
  type    = bool
  default = false
}

variable "servicebus" {
  description = "Premium, and its messaging units."
  type = object({
    premium  = bool
    capacity = optional(number, 1)
  })
}

variable "storage_replication" {
  type = string
}

variable "gateway_capacity" {
  description = "Units of the gateway, least and most."
  type        = tuple([number, number])
}

variable "authentication" {
  description = "The identity provider of the API."
  type = object({
    authority = string
    audience  = string
  })
}

variable "email" {
  description = "The mail server of the Worker; its password is the secret smtp-password."
  type = object({
    from     = string
    host     = string
    port     = number
    username = string
  })
}

variable "monitoring" {
  description = "As the monitoring module takes it."
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
