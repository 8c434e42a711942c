output "virtual_network_id" {
  value = azurerm_virtual_network.this.id
}

# Whoever takes a subnet waits until it is closed and, in the backend, has its way out.
output "subnet_ids" {
  description = "Ids of the subnets frontend, backend and data."
  value = {
    frontend = azurerm_subnet.frontend.id
    backend  = azurerm_subnet.backend.id
    data     = azurerm_subnet.data.id
  }
  depends_on = [
    azurerm_subnet_network_security_group_association.frontend,
    azurerm_subnet_network_security_group_association.backend,
    azurerm_subnet_network_security_group_association.data,
    azurerm_subnet_nat_gateway_association.backend,
  ]
}

output "private_dns_zone_ids" {
  description = "Private DNS zones by short name: blob, vault, postgres, servicebus, redis, site."
  value       = { for key, zone in azurerm_private_dns_zone.this : key => zone.id }
}

output "egress_address" {
  description = "The public address from which workers reach tenants' data sources."
  value       = azurerm_public_ip.egress.ip_address
}
