variable "sku" {
  description = "Compute, for example B_Standard_B2ms or GP_Standard_D8ds_v5."
  type        = string

  validation {
    condition     = can(regex("^(B|GP|MO)_Standard_[A-Za-z0-9_]+$", var.sku))
    error_message = "The size is one of a Flexible Server: B_Standard_.., GP_Standard_.. or MO_Standard_..; the Gen5 sizes are of the retired Single Server."
  }
  validation {
    condition     = !(startswith(var.sku, "B_") && (var.zone_redundant || var.read_replica_sku != null))
    error_message = "Burstable sizes have neither a standby nor replicas."
  }
}

variable "storage_gb" {
  type    = number
  default = 128

  validation {
    condition     = contains([32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384], var.storage_gb)
    error_message = "Storage comes in powers of two from 32 to 16384 GB."
  }
}

variable "backup_days" {
  description = "How far back a point in time can be restored."
  type        = number

  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 35
    error_message = "Backups are kept for 7 to 35 days."
  }
}

variable "zone_redundant" {
  description = "A standby in another zone that takes over by itself."
  type        = bool
  default     = false
}

variable "read_replica_sku" {
  description = "Compute of a read replica for analytical queries; null for none."
  type        = string
  default     = null
}

variable "follower" {
  description = "True in a standby region: it follows source_server_id until it is promoted. Said apart, as the id is known late."
  type        = bool
  default     = false
}

variable "source_server_id" {
  description = "The server to follow."
  type        = string
  default     = null
}

variable "tenant_id" {
  type = string
}

variable "administrators" {
  description = "The Entra group whose members administer the server."
  type = object({
    object_id = string
    name      = string
  })
}

variable "administrator_password" {
  description = "Password of the owner that migrates the schema; kept out of plans and states. Null for a replica."
  type        = string
  ephemeral   = true
  default     = null
}

variable "administrator_password_version" {
  description = "Raise it by one to set a new password."
  type        = number
  default     = 1
}

variable "encryption" {
  description = "The vault's encryption output."
  type = object({
    key_id      = string
    identity_id = string
  })
}

variable "subnet_id" {
  description = "Where the private endpoint is."
  type        = string
}

variable "private_dns_zone_id" {
  type = string
}
