# What holds for the whole subscription: policies, and the log of who did what.
variable "subscription_id" {
  description = "Resource id, /subscriptions/..."
  type        = string
}

variable "workspace_id" {
  description = "Log Analytics workspace that gets the activity log."
  type        = string
}

variable "effect" {
  description = "deny, or audit while an existing subscription is brought in line."
  type        = string
  default     = "deny"

  validation {
    condition     = contains(["deny", "audit"], var.effect)
    error_message = "The effect is deny or audit."
  }
}

locals {
  policies = {
    tags = {
      title = "Resources have the tags environment, owner, cost_center and project"
      mode  = "Indexed"
      condition = {
        anyOf = [for tag in ["environment", "owner", "cost_center", "project"] : { field = "tags['${tag}']", exists = "false" }]
      }
    }
    storage-encryption = {
      title = "Storage accounts are encrypted with our key, and take TLS 1.2 and no public access"
      mode  = "Indexed"
      condition = {
        allOf = [
          { field = "type", equals = "Microsoft.Storage/storageAccounts" },
          {
            anyOf = [
              { field = "Microsoft.Storage/storageAccounts/encryption.keySource", notEquals = "Microsoft.Keyvault" },
              { field = "Microsoft.Storage/storageAccounts/supportsHttpsTrafficOnly", notEquals = "true" },
              { field = "Microsoft.Storage/storageAccounts/minimumTlsVersion", notEquals = "TLS1_2" },
              { field = "Microsoft.Storage/storageAccounts/allowBlobPublicAccess", equals = "true" },
            ]
          },
        ]
      }
    }
    subnet-nsg = {
      title = "Subnets have a network security group"
      # The group is associated after the subnet was made, so a denial would deny every subnet.
      audit_only = true
      mode       = "All"
      condition = {
        allOf = [
          { field = "type", equals = "Microsoft.Network/virtualNetworks/subnets" },
          { field = "Microsoft.Network/virtualNetworks/subnets/networkSecurityGroup.id", exists = "false" },
        ]
      }
    }
  }
}

resource "azurerm_policy_definition" "this" {
  for_each     = local.policies
  name         = "${var.name}-${each.key}"
  display_name = each.value.title
  policy_type  = "Custom"
  mode         = each.value.mode
  metadata     = jsonencode({ category = "Report Scheduler" })

  parameters = jsonencode({
    effect = { type = "String", allowedValues = ["deny", "audit"], defaultValue = "audit" }
  })
  policy_rule = jsonencode({
    if   = each.value.condition
    then = { effect = "[parameters('effect')]" }
  })
}

resource "azurerm_subscription_policy_assignment" "this" {
  for_each             = local.policies
  name                 = "${var.name}-${each.key}"
  display_name         = each.value.title
  subscription_id      = var.subscription_id
  policy_definition_id = azurerm_policy_definition.this[each.key].id
  parameters           = jsonencode({ effect = { value = try(each.value.audit_only, false) ? "audit" : var.effect } })
}

resource "azurerm_monitor_diagnostic_setting" "activity" {
  name                       = "${var.name}-activity"
  target_resource_id         = var.subscription_id
  log_analytics_workspace_id = var.workspace_id

  dynamic "enabled_log" {
    for_each = toset(["Administrative", "Security", "Policy", "Alert", "ServiceHealth", "ResourceHealth"])
    content {
      category = enabled_log.value
    }
  }
}

output "policy_assignment_ids" {
  value = { for key, assignment in azurerm_subscription_policy_assignment.this : key => assignment.id }
}
