locals {
  # The API's paths that browsers and apps use. All others lead to the files of the web UI, so nobody outside can call
  # /health or what the sidecar calls under /events and /dapr.
  api_paths = ["/v1/*", "/openapi/*"]

  backends = {
    api  = { host = var.api_host, probe = "/health/ready", timeout = 300 }
    site = { host = var.site_host, probe = "/", timeout = 30 }
  }
}

resource "azurerm_public_ip" "this" {
  name                = "${var.name}-gateway-ip"
  resource_group_name = var.resource_group_name
  location            = var.location
  allocation_method   = "Static"
  sku                 = "Standard"
  domain_name_label   = var.name
  zones               = var.zones
  tags                = var.tags
}

resource "azurerm_application_gateway" "this" {
  name                = "${var.name}-gateway"
  resource_group_name = var.resource_group_name
  location            = var.location
  firewall_policy_id  = azurerm_web_application_firewall_policy.this.id
  http2_enabled       = true
  zones               = var.zones
  tags                = var.tags

  sku {
    name = "WAF_v2"
    tier = "WAF_v2"
  }

  autoscale_configuration {
    min_capacity = var.min_capacity
    max_capacity = var.max_capacity
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity_id]
  }

  # TLS 1.2 and 1.3 with forward secrecy.
  ssl_policy {
    policy_type = "Predefined"
    policy_name = "AppGwSslPolicy20220101"
  }

  ssl_certificate {
    name                = "site"
    key_vault_secret_id = var.certificate_secret_id
  }

  gateway_ip_configuration {
    name      = "frontend"
    subnet_id = var.subnet_id
  }

  frontend_ip_configuration {
    name                 = "public"
    public_ip_address_id = azurerm_public_ip.this.id
  }

  frontend_port {
    name = "https"
    port = 443
  }
  frontend_port {
    name = "http"
    port = 80
  }

  # Events of a run are sent as they happen and must not be gathered.
  global {
    request_buffering_enabled  = true
    response_buffering_enabled = false
  }

  dynamic "backend_address_pool" {
    for_each = local.backends
    content {
      name  = backend_address_pool.key
      fqdns = [backend_address_pool.value.host]
    }
  }

  dynamic "probe" {
    for_each = local.backends
    content {
      name                                      = probe.key
      protocol                                  = "Https"
      path                                      = probe.value.probe
      interval                                  = 10
      timeout                                   = 5
      unhealthy_threshold                       = 3
      pick_host_name_from_backend_http_settings = true
    }
  }

  dynamic "backend_http_settings" {
    for_each = local.backends
    content {
      name                                = backend_http_settings.key
      protocol                            = "Https"
      port                                = 443
      cookie_based_affinity               = "Disabled"
      pick_host_name_from_backend_address = true
      request_timeout                     = backend_http_settings.value.timeout
      probe_name                          = backend_http_settings.key

      connection_draining {
        enabled           = true
        drain_timeout_sec = 60
      }
    }
  }

  http_listener {
    name                           = "https"
    frontend_ip_configuration_name = "public"
    frontend_port_name             = "https"
    protocol                       = "Https"
    host_name                      = var.host_name
    ssl_certificate_name           = "site"
  }
  http_listener {
    name                           = "http"
    frontend_ip_configuration_name = "public"
    frontend_port_name             = "http"
    protocol                       = "Http"
    host_name                      = var.host_name
  }

  redirect_configuration {
    name                 = "to-https"
    redirect_type        = "Permanent"
    target_listener_name = "https"
    include_path         = true
    include_query_string = true
  }

  request_routing_rule {
    name                        = "to-https"
    rule_type                   = "Basic"
    priority                    = 20
    http_listener_name          = "http"
    redirect_configuration_name = "to-https"
  }
  request_routing_rule {
    name               = "by-path"
    rule_type          = "PathBasedRouting"
    priority           = 10
    http_listener_name = "https"
    url_path_map_name  = "by-path"
  }

  url_path_map {
    name                               = "by-path"
    default_backend_address_pool_name  = "site"
    default_backend_http_settings_name = "site"

    path_rule {
      name                       = "api"
      paths                      = local.api_paths
      backend_address_pool_name  = "api"
      backend_http_settings_name = "api"
    }
  }
}

output "id" {
  value = azurerm_application_gateway.this.id
}

output "public_ip_id" {
  description = "For Traffic Manager."
  value       = azurerm_public_ip.this.id
}

output "public_fqdn" {
  value = azurerm_public_ip.this.fqdn
}
