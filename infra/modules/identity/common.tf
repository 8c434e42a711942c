variable "name" {
  description = "Prefix of all names: letters, digits and hyphens, 3 to 16 characters, for example rs-prod-weu."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,14}[a-z0-9]$", var.name))
    error_message = "The prefix has 3 to 16 lower-case letters, digits and hyphens, and starts with a letter."
  }
}

variable "resource_group_name" {
  type = string
}

variable "location" {
  description = "Azure region; it decides where the tenants' data is."
  type        = string
}

variable "tags" {
  description = "Tags of every resource."
  type = object({
    environment = string
    owner       = string
    cost_center = string
    project     = string
  })

  validation {
    condition     = contains(["dev", "stage", "prod"], var.tags.environment)
    error_message = "The tag environment is dev, stage or prod."
  }
  validation {
    condition     = alltrue([for value in values(var.tags) : trimspace(value) != ""])
    error_message = "No tag may be empty."
  }
}
