// Mistakes that somebody may make, and who must notice: validate or test of the module, the plan, or a policy over the plan.
/** [file under infra/, text in it, what it becomes, who notices, policy's name] */
export const mutations = [
  // Names that azurerm does not have.
  ['modules/storage/main.tf', 'resource "azurerm_storage_container"', 'resource "azurerm_storage_bucket"', 'validate'],
  ['modules/storage/main.tf', 'https_traffic_only_enabled', 'enable_https_traffic_only', 'validate'],
  ['modules/network/main.tf', 'service_delegation {', 'service_delegations {', 'validate'],
  ['modules/messaging/main.tf', 'topic_id = azurerm_servicebus_topic.this', 'topic_id = azurerm_servicebus_queue.this', 'validate'],
  ['modules/compute/outputs.tf', 'app.ingress[0].fqdn', 'app.ingress[0].hostname', 'test'],
  ['modules/vault/main.tf', 'module.private_endpoint]', 'module.private_link]', 'validate'],
  ['modules/identity/main.tf', 'identity.client_id', 'identity.application_id', 'test'],
  // What is missing or there twice.
  ['modules/vault/main.tf', '  tenant_id                     = var.tenant_id\n', '', 'validate'],
  ['modules/compute/apps.tf', '      target_port                = local.port\n', '', 'validate'],
  ['modules/private_endpoint/main.tf', '    is_manual_connection           = false\n', '', 'validate'],
  ['modules/database/main.tf', '  maintenance_window {', '  maintenance_window {\n  }\n  maintenance_window {', 'validate'],
  ['modules/site/main.tf', '  subnet_id           = var.subnet_id\n', '', 'validate'],
  // Values of the wrong type.
  ['modules/messaging/main.tf', 'max_delivery_count                        = 10', 'max_delivery_count = "ten"', 'validate'],
  ['modules/network/main.tf', 'address_prefixes     = [local.subnets.frontend]', 'address_prefixes = { frontend = local.subnets.frontend }', 'validate'],
  ['modules/cache/main.tf', 'public_network_access     = "Disabled"', 'public_network_access = false', 'validate'],
  // Values that azurerm refuses.
  ['modules/messaging/main.tf', 'minimum_tls_version           = "1.2"', 'minimum_tls_version = "1.0"', 'validate'],
  ['modules/storage/main.tf', '"TLS1_2"', '"TLS1_0"', 'validate'],
  ['modules/compute/apps.tf', '? "Multiple" : "Single"', '? "Multi" : "Single"', 'test'],
  ['modules/compute/apps.tf', 'failure_count_threshold = 30', 'failure_count_threshold = 300', 'test'],
  ['modules/compute/apps.tf', '"${each.value.cpu * 2}Gi"', '"${each.value.cpu}Gi"', 'test'],
  ['modules/monitoring/alerts.tf', 'window_size = "PT5M"', 'window_size = "PT10M"', 'validate'],
  ['modules/monitoring/alerts.tf', 'aggregation      = "Minimum"', 'aggregation = "Least"', 'validate'],
  ['modules/network/security.tf', 'priority = 4096', 'priority = 5000', 'test'],
  ['modules/network/security.tf', 'contains(security_rule.value.ports, "*") ? null : security_rule.value.ports', 'security_rule.value.ports', 'test'],
  ['modules/database/main.tf', '"ZoneRedundant"', '"Zonal"', 'test'],
  ['modules/storage/variables.tf', 'default     = 14', 'default = 3', 'test'],
  ['modules/gateway/main.tf', 'tier = "WAF_v2"', 'tier = "WAF_v3"', 'validate'],
  ['modules/vault/main.tf', 'key_type     = "RSA-HSM"', 'key_type = "AES"', 'validate'],
  // What cannot be planned.
  ['modules/platform/access.tf', 'module.messaging.subscriptions["runs.requested/report-worker"]', 'module.messaging.subscriptions["runs.requested/worker"]', 'plan'],
  ['environments/stage/main.tf', '"GP_Standard_D2ds_v5"', '"GP_Gen5_8"', 'plan'],
  ['environments/stage/main.tf', 'scheduler = [2, 2]', 'scheduler = [0, 2]', 'plan'],
  ['environments/stage/terraform.tfvars', 'owner       = "platform"', 'owner = ""', 'plan'],
  ['environments/prod/backend.tf', 'container_name ', 'container ', 'init'],
  // What can be planned and must not be done.
  ['modules/storage/main.tf', '  tags                              = var.tags\n', '', 'policy', 'resources have all tags'],
  ['modules/network/security.tf', 'deny_all_out = merge(local.denied, { direction = "Outbound", access = "Deny" })', 'deny_all_out = merge(local.denied, { direction = "Outbound", access = "Allow" })', 'policy', 'security groups deny by default, in both directions'],
  ['modules/network/security.tf', 'source = "Internet", destination = local.subnets.frontend, ports = ["80", "443"]', 'source = "Internet", destination = local.subnets.frontend, ports = ["80", "443", "22"]', 'policy', 'nothing but web traffic comes in from the internet'],
  ['modules/database/main.tf', 'public_network_access_enabled     = false', 'public_network_access_enabled = true', 'policy', 'services that hold data are reached privately'],
  ['modules/storage/main.tf', 'versioning_enabled = true', 'versioning_enabled = false', 'policy', 'storage is encrypted with our key, takes TLS 1.2, and gives back what was deleted'],
  ['modules/database/main.tf', '"require_secure_transport"   = "on"', '"require_secure_transport" = "off"', 'policy', 'databases are encrypted with our key and take no plain text'],
  ['modules/compute/apps.tf', '100 - var.release.canary_percentage', '100', 'policy', 'traffic weights sum to 100'],
  ['modules/compute/apps.tf', 'path                    = "/health/ready"', 'path = "/ready"', 'policy', 'apps have three probes, an identity and time to end'],
  ['modules/platform/access.tf', '"Storage Blob Data Reader"', '"Owner"', 'policy', 'rights are known ones, and no one has them on everything'],
  ['modules/gateway/firewall.tf', '"Prevention"', '"Detection"', 'policy', 'the firewall prevents, with OWASP rules'],
  ['modules/monitoring/alerts.tf', 'Actual = 80', 'Actual = 95', 'policy', 'there are the four alerts, a budget that tells at 80 %, and the four dashboards'],
]
