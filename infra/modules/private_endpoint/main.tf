# A private address in the data subnet for one part of an Azure service, with its name in the private DNS zone.
variable "subnet_id" {
  type = string
}

variable "resource_id" {
  description = "The resource to reach."
  type        = string
}

variable "subresource" {
  description = "Which part of it: blob, vault, postgresqlServer, namespace, redisEnterprise, staticSites."
  type        = string

  validation {
    condition     = contains(["blob", "vault", "postgresqlServer", "namespace", "redisEnterprise", "staticSites"], var.subresource)
    error_message = "The subresource is not one that this platform uses."
  }
}

variable "private_dns_zone_id" {
  type = string
}

resource "azurerm_private_endpoint" "this" {
  name                = "${var.name}-${lower(var.subresource)}-pe"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.subnet_id
  tags                = var.tags

  private_service_connection {
    name                           = "${var.name}-${lower(var.subresource)}"
    private_connection_resource_id = var.resource_id
    subresource_names              = [var.subresource]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = [var.private_dns_zone_id]
  }
}

output "id" {
  value = azurerm_private_endpoint.this.id
}
