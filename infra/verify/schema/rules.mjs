// What azurerm checks in Go and its schema does not say, for the values that this project uses. Sources: the "Possible
// values" and ranges in azurerm's documentation of each resource (website/docs/r/<resource>.html.markdown).
import { UNKNOWN } from '../provider/values.mjs'

const oneOf = (...values) => (value) => values.includes(value) || `expected one of ${values.join(', ')}`
const range = (least, most) => (value) => (value >= least && value <= most) || `expected ${least} to ${most}`
const match = (pattern) => (value) => pattern.test(value) || `expected ${pattern}`

const probe = (failures) => ({ transport: oneOf('TCP', 'HTTP', 'HTTPS'), port: range(1, 65535), initial_delay: range(0, 60), interval_seconds: range(1, 240), timeout: range(1, 240), failure_count_threshold: range(1, failures) })
const at = (path, checks) => Object.fromEntries(Object.entries(checks).map(([name, check]) => [`${path}.${name}`, check]))

const WINDOWS = ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D']
const QUERY_WINDOWS = ['PT1M', 'PT5M', 'PT10M', 'PT15M', 'PT30M', 'PT45M', 'PT1H', 'PT2H', 'PT3H', 'PT4H', 'PT5H', 'PT6H', 'P1D', 'P2D']

const RULES = {
  azurerm_application_gateway: {
    'sku.name': oneOf('Basic', 'Standard_v2', 'WAF_v2'),
    'sku.tier': oneOf('Basic', 'Standard_v2', 'WAF_v2'),
    'autoscale_configuration.min_capacity': range(0, 100),
    'autoscale_configuration.max_capacity': range(2, 125),
    'backend_http_settings.cookie_based_affinity': oneOf('Enabled', 'Disabled'),
    'backend_http_settings.protocol': oneOf('Http', 'Https'),
    'backend_http_settings.request_timeout': range(1, 86400),
    'backend_http_settings.connection_draining.drain_timeout_sec': range(1, 3600),
    'http_listener.protocol': oneOf('Http', 'Https'),
    'redirect_configuration.redirect_type': oneOf('Permanent', 'Temporary', 'Found', 'SeeOther'),
    'request_routing_rule.rule_type': oneOf('Basic', 'PathBasedRouting'),
    'request_routing_rule.priority': range(1, 20000),
  },
  azurerm_container_app: {
    name: match(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/),
    revision_mode: oneOf('Single', 'Multiple'),
    'identity.type': oneOf('SystemAssigned', 'UserAssigned', 'SystemAssigned, UserAssigned'),
    'dapr.app_protocol': oneOf('http', 'grpc'),
    'ingress.transport': oneOf('auto', 'http', 'http2', 'tcp'),
    'ingress.traffic_weight.percentage': range(0, 100),
    'template.min_replicas': range(0, 300),
    'template.max_replicas': range(1, 300),
    'template.termination_grace_period_seconds': range(0, 600),
    ...at('template.container.startup_probe', probe(240)),
    ...at('template.container.liveness_probe', probe(30)),
    ...at('template.container.readiness_probe', probe(48)),
  },
  azurerm_container_app_environment: { logs_destination: oneOf('log-analytics', 'azure-monitor'), public_network_access: oneOf('Enabled', 'Disabled') },
  azurerm_key_vault: { name: match(/^[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/), sku_name: oneOf('standard', 'premium'), soft_delete_retention_days: range(7, 90), 'network_acls.bypass': oneOf('AzureServices', 'None'), 'network_acls.default_action': oneOf('Allow', 'Deny') },
  azurerm_key_vault_key: { key_type: oneOf('EC', 'EC-HSM', 'RSA', 'RSA-HSM'), key_opts: oneOf('decrypt', 'encrypt', 'sign', 'unwrapKey', 'verify', 'wrapKey') },
  azurerm_log_analytics_workspace: { retention_in_days: (days) => days === 7 || range(30, 730)(days) },
  azurerm_managed_redis: {
    public_network_access: oneOf('Enabled', 'Disabled'),
    'default_database.client_protocol': oneOf('Encrypted', 'Plaintext'),
    'default_database.clustering_policy': oneOf('EnterpriseCluster', 'OSSCluster', 'NoCluster'),
    'default_database.persistence_redis_database_backup_frequency': oneOf('1h', '6h', '12h'),
  },
  azurerm_management_lock: { lock_level: oneOf('CanNotDelete', 'ReadOnly') },
  azurerm_monitor_metric_alert: { frequency: oneOf(...WINDOWS.slice(0, 5)), window_size: oneOf(...WINDOWS), severity: range(0, 4), 'criteria.aggregation': oneOf('Average', 'Count', 'Minimum', 'Maximum', 'Total'), 'criteria.operator': oneOf('Equals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual') },
  azurerm_monitor_scheduled_query_rules_alert_v2: { evaluation_frequency: oneOf(...QUERY_WINDOWS), window_duration: oneOf(...QUERY_WINDOWS), severity: range(0, 4), 'criteria.time_aggregation_method': oneOf('Average', 'Count', 'Maximum', 'Minimum', 'Total'), 'criteria.operator': oneOf('Equal', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual') },
  azurerm_network_security_group: {
    'security_rule.priority': range(100, 4096),
    'security_rule.direction': oneOf('Inbound', 'Outbound'),
    'security_rule.access': oneOf('Allow', 'Deny'),
    'security_rule.protocol': oneOf('Tcp', 'Udp', 'Icmp', 'Esp', 'Ah', '*'),
  },
  azurerm_postgresql_flexible_server: {
    backup_retention_days: range(7, 35),
    create_mode: oneOf('Default', 'GeoRestore', 'PointInTimeRestore', 'Replica', 'ReviveDropped', 'Update'),
    version: oneOf('11', '12', '13', '14', '15', '16', '17', '18'),
    sku_name: match(/^(B|GP|MO)_Standard_/),
    storage_mb: oneOf(32768, 65536, 131072, 262144, 524288, 1048576, 2097152, 4193280, 4194304, 8388608, 16777216, 33553408),
    'high_availability.mode': oneOf('SameZone', 'ZoneRedundant'),
  },
  azurerm_servicebus_namespace: { sku: oneOf('Basic', 'Standard', 'Premium'), capacity: oneOf(0, 1, 2, 4, 8, 16), premium_messaging_partitions: oneOf(0, 1, 2, 4), minimum_tls_version: oneOf('1.2') },
  azurerm_servicebus_subscription: { max_delivery_count: range(1, 2000), lock_duration: match(/^PT([1-5]M|[1-9][0-9]?S)$/) },
  azurerm_static_web_app: { sku_tier: oneOf('Free', 'Standard'), sku_size: oneOf('Free', 'Standard') },
  azurerm_storage_account: {
    name: match(/^[a-z0-9]{3,24}$/),
    account_replication_type: oneOf('LRS', 'GRS', 'RAGRS', 'ZRS', 'GZRS', 'RAGZRS'),
    min_tls_version: oneOf('TLS1_2', 'TLS1_3'),
    'blob_properties.delete_retention_policy.days': range(1, 365),
    'network_rules.default_action': oneOf('Allow', 'Deny'),
  },
  azurerm_storage_container: { container_access_type: oneOf('blob', 'container', 'private') },
  azurerm_subnet: { private_endpoint_network_policies: oneOf('Disabled', 'Enabled', 'NetworkSecurityGroupEnabled', 'RouteTableEnabled') },
  azurerm_traffic_manager_profile: { traffic_routing_method: oneOf('Geographic', 'MultiValue', 'Performance', 'Priority', 'Subnet', 'Weighted'), 'monitor_config.protocol': oneOf('HTTP', 'HTTPS', 'TCP'), 'monitor_config.interval_in_seconds': oneOf(10, 30) },
  azurerm_web_application_firewall_policy: { 'policy_settings.mode': oneOf('Detection', 'Prevention'), 'custom_rules.rule_type': oneOf('MatchRule', 'RateLimitRule', 'Invalid'), 'custom_rules.action': oneOf('Allow', 'Block', 'JSChallenge', 'Log'), 'custom_rules.group_rate_limit_by': oneOf('ClientAddr', 'ClientAddrXFFHeader', 'GeoLocation', 'GeoLocationXFFHeader', 'None') },
}

// Pairs that go together: CustomizeDiff in azurerm, or refused by Azure.
const PAIRS = {
  azurerm_container_app(config, say) {
    for (const container of config.template?.[0]?.container ?? []) {
      const memory = typeof container.memory === 'string' && Number(container.memory.replace(/Gi$/, ''))
      if (typeof container.cpu === 'number' && memory && memory !== container.cpu * 2) say(['template', 0, 'container', 0, 'memory'], 'a consumption app has twice as many Gi as cores')
    }
    for (const [i, secret] of (known(config.secret) ?? []).entries())
      if (secret.key_vault_secret_id && !secret.identity) say(['secret', i], 'key_vault_secret_id needs identity')
  },
  azurerm_servicebus_namespace(config, say) {
    if (config.sku === 'Premium' && config.capacity === 0) say(['capacity'], 'Premium has at least 1 messaging unit')
    if (typeof config.sku === 'string' && config.sku !== 'Premium' && config.capacity > 0) say(['capacity'], 'only Premium has messaging units')
  },
  azurerm_postgresql_flexible_server(config, say) {
    if (config.create_mode === 'Replica' && config.source_server_id === null) say(['source_server_id'], 'a replica needs its source')
    if (typeof config.sku_name === 'string' && config.sku_name.startsWith('B_') && known(config.high_availability)?.length) say(['high_availability'], 'burstable servers have no standby')
  },
  azurerm_network_security_group(config, say) {
    for (const [i, rule] of (known(config.security_rule) ?? []).entries())
      if ((known(rule.destination_port_ranges) ?? []).includes('*')) say(['security_rule', i], '"*" belongs in destination_port_range')
  },
}

const known = (value) => (value === UNKNOWN ? null : value)

/** @returns {{ path: (string|number)[], message: string }[]} what is wrong with a resource's configuration */
export function violations(type, config) {
  const found = []
  const say = (path, message) => found.push({ path, message: `${type}: ${path.join('.')}: ${message}` })
  for (const [rule, check] of Object.entries(RULES[type] ?? {}))
    for (const [path, value] of values(config, rule.split('.'), [])) {
      const answer = check(value)
      if (answer !== true) say(path, `${JSON.stringify(value)}: ${answer}`)
    }
  if (config) PAIRS[type]?.(config, say)
  return found
}

function* values(value, steps, path) {
  if (value === null || value === undefined || value === UNKNOWN) return
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* values(item, steps, [...path, i])
  else if (steps.length === 0) yield [path, value]
  else yield* values(value[steps[0]], steps.slice(1), [...path, steps[0]])
}
