variable "subnet_id" {
  description = "The frontend subnet, which has nothing but the gateway."
  type        = string
}

variable "host_name" {
  description = "Public host name, for example reports.example.com."
  type        = string
}

variable "api_host" {
  description = "Where the API is inside the network."
  type        = string
}

variable "site_host" {
  description = "Where the web UI's files are inside the network."
  type        = string
}

variable "certificate_secret_id" {
  description = "Versionless id of the certificate's secret in Key Vault; a renewed certificate is taken within four hours."
  type        = string

  validation {
    condition     = can(regex("/secrets/[A-Za-z0-9-]+$", var.certificate_secret_id))
    error_message = "The id of the certificate's secret has no version, so that renewals are taken."
  }
}

variable "identity_id" {
  description = "Identity that may read the certificate."
  type        = string
}

variable "min_capacity" {
  description = "Capacity units kept ready; 0 in environments where the first request may wait."
  type        = number
  default     = 0
}

variable "max_capacity" {
  type    = number
  default = 10

  validation {
    condition     = var.max_capacity >= 2 && var.max_capacity <= 125 && var.max_capacity >= var.min_capacity
    error_message = "The gateway grows to 2 to 125 units, and to no less than it starts with."
  }
}

variable "requests_per_minute" {
  description = "Requests a minute of one client address before it is refused. Tenants are limited by the API itself."
  type        = number
  default     = 1200
}

variable "zones" {
  type    = list(string)
  default = ["1", "2", "3"]
}
