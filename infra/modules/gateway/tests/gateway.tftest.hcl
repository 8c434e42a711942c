provider "azurerm" {
  features {}
}

variables {
  name                  = "rs-dev-weu"
  resource_group_name   = "rg"
  location              = "westeurope"
  tags                  = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
  subnet_id             = "/subscriptions/0/frontend-subnet"
  host_name             = "reports.example.com"
  api_host              = "report-api.internal.example.com"
  site_host             = "site.example.com"
  certificate_secret_id = "https://vault/secrets/tls-certificate"
  identity_id           = "/subscriptions/0/gateway"
}

run "firewall_prevents_with_owasp_rules" {
  command = plan
  assert {
    condition     = one(azurerm_web_application_firewall_policy.this.policy_settings).mode == "Prevention"
    error_message = "The firewall only looks on."
  }
  assert {
    condition     = anytrue([for set in one(azurerm_web_application_firewall_policy.this.managed_rules).managed_rule_set : set.type == "OWASP"])
    error_message = "The OWASP rules are not there."
  }
}

run "callbacks_of_the_sidecar_are_not_reached_from_outside" {
  command = plan
  assert {
    condition     = one(one(azurerm_application_gateway.this.url_path_map).path_rule).paths == tolist(["/v1/*", "/openapi/*"])
    error_message = "More than the public API is reached through the gateway."
  }
}

run "plain_http_only_leads_to_https" {
  command = plan
  assert {
    condition     = [for rule in azurerm_application_gateway.this.request_routing_rule : rule.redirect_configuration_name if rule.http_listener_name == "http"] == ["to-https"]
    error_message = "Something is served without TLS."
  }
}

run "certificates_of_one_version_are_refused" {
  command = plan
  variables {
    certificate_secret_id = "https://vault/secrets/tls-certificate/0123456789abcdef"
  }
  expect_failures = [var.certificate_secret_id]
}
