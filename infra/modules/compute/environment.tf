resource "azurerm_container_app_environment" "this" {
  name                           = "${var.name}-apps"
  resource_group_name            = var.resource_group_name
  location                       = var.location
  infrastructure_subnet_id       = var.subnet_id
  internal_load_balancer_enabled = true
  public_network_access          = "Disabled"
  zone_redundancy_enabled        = var.zone_redundant
  logs_destination               = "log-analytics"
  log_analytics_workspace_id     = var.workspace_id
  # Traces of calls between the sidecars.
  dapr_application_insights_connection_string = var.insights_connection_string
  tags                                        = var.tags

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }
}

# The apps' names lead to the environment's private address, for the gateway.
resource "azurerm_private_dns_zone" "apps" {
  name                = azurerm_container_app_environment.this.default_domain
  resource_group_name = var.resource_group_name
  tags                = var.tags
}

resource "azurerm_private_dns_a_record" "apps" {
  name                = "*"
  zone_name           = azurerm_private_dns_zone.apps.name
  resource_group_name = var.resource_group_name
  ttl                 = 300
  records             = [azurerm_container_app_environment.this.static_ip_address]
  tags                = var.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "apps" {
  name                  = "${var.name}-apps"
  resource_group_name   = var.resource_group_name
  private_dns_zone_name = azurerm_private_dns_zone.apps.name
  virtual_network_id    = var.virtual_network_id
  tags                  = var.tags
}
