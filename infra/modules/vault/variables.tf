variable "tenant_id" {
  description = "Entra tenant of the subscription."
  type        = string
}

variable "subnet_id" {
  description = "Where the private endpoint is."
  type        = string
}

variable "private_dns_zone_id" {
  type = string
}

variable "deployer_principal_id" {
  description = "Who applies this: it makes the encryption key and may read no secret."
  type        = string
}

variable "secret_readers" {
  description = "Which principals may read which secret: secret name -> label -> principal id. Nobody reads the whole vault."
  type        = map(map(string))
  default     = {}
}

variable "key_rotation_days" {
  description = "Age at which the encryption key gets a new version, 30 to 90 days."
  type        = number
  default     = 60

  validation {
    condition     = var.key_rotation_days >= 30 && var.key_rotation_days <= 90
    error_message = "Keys rotate after 30 to 90 days."
  }
}
