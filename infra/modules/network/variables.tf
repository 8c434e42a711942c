variable "address_space" {
  description = "The /16 of the virtual network; regions of one environment must not overlap."
  type        = string

  validation {
    condition     = can(cidrhost(var.address_space, 0)) && endswith(var.address_space, "/16")
    error_message = "The address space is an IPv4 network with a /16 prefix."
  }
}

variable "egress_ports" {
  description = "TCP ports on which workers reach tenants' data sources, mail servers and webhooks on the internet."
  type        = list(string)
  default     = ["443", "465", "587", "1433", "3306", "5432", "5439"]
}

variable "private_link_zones" {
  description = "Private DNS zones, by the short name that other modules use."
  type        = map(string)
  default = {
    blob       = "privatelink.blob.core.windows.net"
    vault      = "privatelink.vaultcore.azure.net"
    postgres   = "privatelink.postgres.database.azure.com"
    servicebus = "privatelink.servicebus.windows.net"
    redis      = "privatelink.redis.azure.net"
    site       = "privatelink.azurestaticapps.net"
  }
}

variable "ddos_protection_plan" {
  description = "A DDoS plan protects networks of all regions, and costs about 2,900 USD a month; null for none."
  type        = object({ id = string })
  default     = null
}

variable "zones" {
  description = "Availability zones of the public addresses."
  type        = list(string)
  default     = ["1", "2", "3"]
}
