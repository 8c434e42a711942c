variable "premium" {
  description = "Premium has private endpoints, zones and encryption with our key; Standard, for dev, has none of them."
  type        = bool
  default     = true
}

variable "capacity" {
  description = "Messaging units: 1, 2, 4, 8 or 16."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2, 4, 8, 16], var.capacity)
    error_message = "There are 1, 2, 4, 8 or 16 messaging units."
  }
}

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

variable "data_ready_publishers" {
  description = "Dapr app ids of other apps that tell when data has arrived."
  type        = list(string)
  default     = []
}
