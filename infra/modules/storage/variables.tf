variable "subnet_id" {
  description = "Where the private endpoint is."
  type        = string
}

variable "private_dns_zone_id" {
  type = string
}

variable "encryption" {
  description = "The vault's encryption output."
  type = object({
    key_id      = string
    identity_id = string
  })
}

variable "replication_type" {
  description = "LRS, ZRS, or with a copy in the paired region GRS, RAGRS, GZRS, RAGZRS."
  type        = string
  default     = "ZRS"

  validation {
    condition     = contains(["LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS"], var.replication_type)
    error_message = "The replication type is LRS, ZRS, GRS, RAGRS, GZRS or RAGZRS."
  }
}

variable "cool_after_days" {
  description = "Days since an artifact was written after which it costs less to keep and more to read."
  type        = number
  default     = 30
}

variable "delete_after_days" {
  description = "Days since an artifact was written after which it is deleted."
  type        = number
  default     = 90

  validation {
    condition     = var.delete_after_days > var.cool_after_days
    error_message = "Artifacts are deleted some time after they were cooled."
  }
}

variable "soft_delete_days" {
  description = "Days in which a deleted artifact can be had back."
  type        = number
  default     = 14

  validation {
    condition     = var.soft_delete_days >= 7 && var.soft_delete_days <= 365
    error_message = "Deleted artifacts are kept for 7 to 365 days."
  }
}
