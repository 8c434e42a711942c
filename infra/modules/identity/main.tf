variable "names" {
  description = "Who gets an identity of its own, for example report-api."
  type        = set(string)

  validation {
    condition     = length(var.names) > 0
    error_message = "There is nobody to give an identity to."
  }
}

# User-assigned, because an app needs its rights before it exists: to pull its image and read its secrets.
resource "azurerm_user_assigned_identity" "this" {
  for_each            = var.names
  name                = "${var.name}-${each.key}"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

output "identities" {
  description = "By name: id (resource), principal_id (for role assignments), client_id (for AZURE_CLIENT_ID), name (as PostgreSQL knows it)."
  value = {
    for key, identity in azurerm_user_assigned_identity.this : key => {
      id           = identity.id
      principal_id = identity.principal_id
      client_id    = identity.client_id
      name         = identity.name
    }
  }
}
