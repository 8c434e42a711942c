# The web UI: files only. It is reached through the gateway, so that browsers see one origin and the firewall sees everything.
variable "subnet_id" {
  description = "Where the private endpoint is."
  type        = string
}

variable "private_dns_zone_id" {
  type = string
}

variable "site_location" {
  description = "Static Web Apps exist in a few regions only; the files are served from everywhere."
  type        = string

  validation {
    condition     = contains(["westus2", "centralus", "eastus2", "westeurope", "eastasia"], var.site_location)
    error_message = "Static Web Apps exist in westus2, centralus, eastus2, westeurope and eastasia."
  }
}

resource "azurerm_static_web_app" "this" {
  name                          = "${var.name}-site"
  resource_group_name           = var.resource_group_name
  location                      = var.site_location
  sku_tier                      = "Standard"
  sku_size                      = "Standard"
  preview_environments_enabled  = false
  public_network_access_enabled = false
  tags                          = var.tags
}

module "private_endpoint" {
  source              = "../private_endpoint"
  name                = var.name
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
  subnet_id           = var.subnet_id
  resource_id         = azurerm_static_web_app.this.id
  subresource         = "staticSites"
  private_dns_zone_id = var.private_dns_zone_id
}

output "host" {
  value      = azurerm_static_web_app.this.default_host_name
  depends_on = [module.private_endpoint]
}

output "name" {
  value = azurerm_static_web_app.this.name
}
