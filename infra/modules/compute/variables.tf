variable "subnet_id" {
  description = "The backend subnet, delegated to Microsoft.App/environments."
  type        = string
}

variable "virtual_network_id" {
  description = "Where the names of the apps are known."
  type        = string
}

variable "workspace_id" {
  description = "Log Analytics workspace for the logs."
  type        = string
}

variable "insights_connection_string" {
  type      = string
  sensitive = true
}

variable "zone_redundant" {
  type    = bool
  default = false
}

variable "registry_server" {
  description = "Login server of the container registry."
  type        = string
}

variable "vault_uri" {
  description = "Ends with a slash."
  type        = string
}

variable "identities" {
  description = "The identity module's output: an identity for each app, one for the sidecars, one for the scaler, one for migrate."
  type = map(object({
    id           = string
    principal_id = string
    client_id    = string
    name         = string
  }))
}

variable "active" {
  description = "False in a standby region: everything is there, and no replica runs."
  type        = bool
  default     = true
}

variable "apps" {
  description = "The apps by Dapr app id. cpu in cores; secrets: environment variable -> name of the secret in the vault."
  type = map(object({
    image            = string
    cpu              = number
    min_replicas     = number
    max_replicas     = number
    grace_seconds    = number
    ingress          = optional(bool, false)
    environment      = optional(map(string), {})
    secrets          = optional(map(string), {})
    cpu_percent      = optional(number)
    http_concurrency = optional(number)
    queue            = optional(object({ topic = string, messages = number }))
  }))

  validation {
    condition     = alltrue([for app in var.apps : contains([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4], app.cpu)])
    error_message = "An app has 0.25 to 2 cores in steps of 0.25, or 2.5, 3, 3.5 or 4; its memory is twice as many GiB."
  }
  validation {
    condition     = alltrue([for app in var.apps : app.max_replicas >= app.min_replicas && app.max_replicas >= 1 && app.max_replicas <= 300])
    error_message = "An app has at most 300 replicas, and no fewer than its minimum."
  }
  validation {
    condition     = alltrue([for app in var.apps : app.min_replicas > 0 || app.queue != null || app.ingress])
    error_message = "An app that scales to zero needs a queue or requests to wake it."
  }
  validation {
    condition     = alltrue([for app in var.apps : can(regex("@sha256:[0-9a-f]{64}$", app.image))])
    error_message = "Images are named by digest, so that what was tested is what runs."
  }
  validation {
    condition     = alltrue([for app in var.apps : app.grace_seconds >= 30 && app.grace_seconds <= 600])
    error_message = "Apps need 25 seconds to end their work, and Azure gives at most 600."
  }
}

variable "release" {
  description = "What runs of the app with ingress: the revision of this release, and which revision keeps the rest of the traffic."
  type = object({
    suffix            = string
    stable_suffix     = optional(string)
    canary_percentage = optional(number, 100)
  })

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,28}[a-z0-9]$", var.release.suffix))
    error_message = "The suffix has 2 to 30 lower-case letters, digits and hyphens."
  }
  validation {
    condition     = var.release.canary_percentage >= 0 && var.release.canary_percentage <= 100
    error_message = "Traffic is given in 0 to 100 percent."
  }
  validation {
    condition     = var.release.canary_percentage == 100 || (var.release.stable_suffix != null && var.release.stable_suffix != var.release.suffix)
    error_message = "A canary needs another revision that takes the rest of the traffic."
  }
}

variable "migrate" {
  description = "The job that brings the database to the schema of a release, before it gets traffic."
  type = object({
    image   = string
    secrets = map(string)
  })
}

variable "servicebus" {
  description = "The messaging module's name and host."
  type = object({
    name = string
    host = string
  })
}

variable "redis_host" {
  description = "Host and port."
  type        = string
}

variable "vault_name" {
  type = string
}

variable "database_host" {
  type = string
}
