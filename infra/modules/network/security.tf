# Deny by default in both directions: a rule of the lowest priority denies everything in front of Azure's own default rules,
# which would allow the whole virtual network.
locals {
  any = { protocol = "*", source = "*", destination = "*", ports = ["*"] }

  # Service Bus (AMQP), PostgreSQL, PgBouncer, Redis, and HTTPS of Storage and Key Vault.
  data_ports = ["443", "5432", "5671-5672", "6432", "10000"]

  rules = {
    frontend = {
      inbound = {
        https = { priority = 100, protocol = "Tcp", source = "Internet", destination = local.subnets.frontend, ports = ["80", "443"] }
        # Application Gateway v2 is managed through these ports and refuses to start without them.
        gateway_manager = { priority = 110, protocol = "Tcp", source = "GatewayManager", destination = "*", ports = ["65200-65535"] }
        load_balancer   = { priority = 120, protocol = "*", source = "AzureLoadBalancer", destination = "*", ports = ["*"] }
      }
      outbound = {
        backend = { priority = 100, protocol = "Tcp", source = local.subnets.frontend, destination = local.subnets.backend, ports = ["443"] }
        site    = { priority = 110, protocol = "Tcp", source = local.subnets.frontend, destination = local.subnets.data, ports = ["443"] }
        # Application Gateway v2 does not work without a way to the internet.
        internet = { priority = 120, protocol = "*", source = local.subnets.frontend, destination = "Internet", ports = ["*"] }
      }
    }
    backend = {
      inbound = {
        # 31443 is where the environment's proxy listens behind its load balancer.
        gateway       = { priority = 100, protocol = "Tcp", source = local.subnets.frontend, destination = local.subnets.backend, ports = ["443", "31443"] }
        within        = { priority = 110, protocol = "*", source = local.subnets.backend, destination = local.subnets.backend, ports = ["*"] }
        load_balancer = { priority = 120, protocol = "Tcp", source = "AzureLoadBalancer", destination = local.subnets.backend, ports = ["30000-32767"] }
      }
      outbound = {
        within  = { priority = 100, protocol = "*", source = local.subnets.backend, destination = local.subnets.backend, ports = ["*"] }
        data    = { priority = 110, protocol = "Tcp", source = local.subnets.backend, destination = local.subnets.data, ports = local.data_ports }
        dns     = { priority = 120, protocol = "*", source = local.subnets.backend, destination = "AzurePlatformDNS", ports = ["53"] }
        entra   = { priority = 130, protocol = "Tcp", source = local.subnets.backend, destination = "AzureActiveDirectory", ports = ["443"] }
        monitor = { priority = 140, protocol = "Tcp", source = local.subnets.backend, destination = "AzureMonitor", ports = ["443"] }
        # Images of the platform's own containers, and the network that serves them.
        images      = { priority = 150, protocol = "Tcp", source = local.subnets.backend, destination = "MicrosoftContainerRegistry", ports = ["443"] }
        images_edge = { priority = 160, protocol = "Tcp", source = local.subnets.backend, destination = "AzureFrontDoor.FirstParty", ports = ["443"] }
        tenants     = { priority = 200, protocol = "Tcp", source = local.subnets.backend, destination = "Internet", ports = var.egress_ports }
      }
    }
    data = {
      inbound = {
        backend = { priority = 100, protocol = "Tcp", source = local.subnets.backend, destination = local.subnets.data, ports = local.data_ports }
        gateway = { priority = 110, protocol = "Tcp", source = local.subnets.frontend, destination = local.subnets.data, ports = ["443"] }
      }
      outbound = {}
    }
  }

  denied = merge(local.any, { priority = 4096 })
}

resource "azurerm_network_security_group" "this" {
  for_each            = local.rules
  name                = "${var.name}-${each.key}-nsg"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags

  dynamic "security_rule" {
    for_each = merge(
      { for key, rule in each.value.inbound : "allow_${key}_in" => merge(rule, { direction = "Inbound", access = "Allow" }) },
      { for key, rule in each.value.outbound : "allow_${key}_out" => merge(rule, { direction = "Outbound", access = "Allow" }) },
      {
        deny_all_in  = merge(local.denied, { direction = "Inbound", access = "Deny" })
        deny_all_out = merge(local.denied, { direction = "Outbound", access = "Deny" })
      },
    )
    content {
      name                       = security_rule.key
      priority                   = security_rule.value.priority
      direction                  = security_rule.value.direction
      access                     = security_rule.value.access
      protocol                   = security_rule.value.protocol
      source_port_range          = "*"
      source_address_prefix      = security_rule.value.source
      destination_address_prefix = security_rule.value.destination
      # The provider takes "*" in the singular argument only.
      destination_port_range  = contains(security_rule.value.ports, "*") ? "*" : null
      destination_port_ranges = contains(security_rule.value.ports, "*") ? null : security_rule.value.ports
    }
  }
}

resource "azurerm_subnet_network_security_group_association" "frontend" {
  subnet_id                 = azurerm_subnet.frontend.id
  network_security_group_id = azurerm_network_security_group.this["frontend"].id
}

resource "azurerm_subnet_network_security_group_association" "backend" {
  subnet_id                 = azurerm_subnet.backend.id
  network_security_group_id = azurerm_network_security_group.this["backend"].id
}

resource "azurerm_subnet_network_security_group_association" "data" {
  subnet_id                 = azurerm_subnet.data.id
  network_security_group_id = azurerm_network_security_group.this["data"].id
}
