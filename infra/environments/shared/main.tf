# What all environments take from: the images. An image is built once and goes by its digest from dev to prod.
variable "subscription_id" {
  type = string
}

variable "tags" {
  type = object({
    environment = string
    owner       = string
    cost_center = string
    project     = string
  })
}

variable "pusher_principal_id" {
  description = "The pipeline's identity that pushes images."
  type        = string
}

resource "azurerm_resource_group" "this" {
  name     = "rs-shared-rg"
  location = "westeurope"
  tags     = var.tags
}

resource "azurerm_container_registry" "this" {
  name                   = "reportscheduler"
  resource_group_name    = azurerm_resource_group.this.name
  location               = azurerm_resource_group.this.location
  sku                    = "Premium"
  admin_enabled          = false
  anonymous_pull_enabled = false
  # The pipeline pushes from outside; nobody signs in without an Entra identity.
  public_network_access_enabled = true
  zone_redundancy_enabled       = true
  retention_policy_in_days      = 30
  tags                          = var.tags

  # Images are at hand when the first region is not.
  georeplications {
    location                = "northeurope"
    zone_redundancy_enabled = true
    tags                    = var.tags
  }
}

resource "azurerm_role_assignment" "push" {
  scope                = azurerm_container_registry.this.id
  role_definition_name = "AcrPush"
  principal_id         = var.pusher_principal_id
}

output "registry" {
  value = {
    id     = azurerm_container_registry.this.id
    server = azurerm_container_registry.this.login_server
  }
}
