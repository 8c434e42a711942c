// What must hold for a plan, whatever the modules look like: each policy tells what breaks it.
const PRIVATE = { azurerm_key_vault: 'vault', azurerm_storage_account: 'storage', azurerm_postgresql_flexible_server: 'database', azurerm_managed_redis: 'cache', azurerm_static_web_app: 'site' }
// Types without tags in Azure, or parts of something that has them.
const TAGS = ['environment', 'owner', 'cost_center', 'project']
const ROLES = ['AcrPull', 'AcrPush', 'Azure Service Bus Data Owner', 'Azure Service Bus Data Receiver', 'Azure Service Bus Data Sender',
  'Key Vault Crypto Officer', 'Key Vault Crypto Service Encryption User', 'Key Vault Secrets User', 'Storage Blob Data Contributor', 'Storage Blob Data Reader']

const policy = (type, test, message) => ({ resources }) =>
  resources.filter((resource) => resource.type === type && !test(resource.values, resource, resources)).map(({ address }) => `${address} ${message}`)

/** name -> plan -> what breaks it. For every environment. */
export const policies = {
  'resources have all tags': ({ resources, taggable }) => resources
    .filter(({ type }) => taggable.has(type))
    .filter(({ values }) => !TAGS.every((tag) => values.tags?.[tag]))
    .map(({ address }) => `${address} lacks a tag`),

  'security groups deny by default, in both directions': policy('azurerm_network_security_group',
    ({ security_rule: rules }) => ['Inbound', 'Outbound'].every((direction) => rules.some((rule) =>
      rule.direction === direction && rule.access === 'Deny' && rule.priority === 4096 && rule.protocol === '*' &&
      rule.source_address_prefix === '*' && rule.destination_address_prefix === '*' && rule.destination_port_range === '*')),
    'lets through what no rule allows'),

  'nothing but web traffic comes in from the internet': policy('azurerm_network_security_group',
    ({ security_rule: rules }) => rules.every((rule) => rule.direction !== 'Inbound' || rule.access !== 'Allow' ||
      !['*', 'Internet', '0.0.0.0/0'].includes(rule.source_address_prefix) || rule.destination_port_ranges.every((port) => ['80', '443'].includes(port))),
    'is open to the internet'),

  'every subnet has its security group': ({ resources }) => {
    const associated = resources.filter(({ type }) => type === 'azurerm_subnet_network_security_group_association').map(({ address }) => address.replace(/.*\.(\w+)$/, '$1'))
    return resources.filter(({ type, name }) => type === 'azurerm_subnet' && !associated.includes(name)).map(({ address }) => `${address} has no security group`)
  },

  'services that hold data are reached privately': ({ resources }) => resources
    .filter(({ type, name }) => PRIVATE[type] && name === 'this')
    .filter(({ address, type, values }) => (values.public_network_access_enabled ?? values.public_network_access) !== false && values.public_network_access !== 'Disabled' ||
      !resources.some((endpoint) => endpoint.type === 'azurerm_private_endpoint' && endpoint.address.startsWith(address.split(`.${type}`)[0])))
    .map(({ address }) => `${address} is public or has no private endpoint`),

  'a premium namespace is reached privately': policy('azurerm_servicebus_namespace',
    ({ sku, public_network_access_enabled: open }) => sku !== 'Premium' || open === false, 'is public'),

  'nobody signs in with a shared key': ({ resources }) => resources.filter(({ type, values }) =>
    (type === 'azurerm_servicebus_namespace' && values.local_auth_enabled !== false) ||
    (type === 'azurerm_storage_account' && values.shared_access_key_enabled !== false) ||
    (type === 'azurerm_container_registry' && values.admin_enabled !== false) ||
    (type === 'azurerm_managed_redis' && values.default_database[0].access_keys_authentication_enabled !== false))
    .map(({ address }) => `${address} takes shared keys`),

  'storage is encrypted with our key, takes TLS 1.2, and gives back what was deleted': policy('azurerm_storage_account',
    (values) => values.customer_managed_key.length === 1 && values.min_tls_version === 'TLS1_2' && values.https_traffic_only_enabled &&
      values.blob_properties[0].versioning_enabled && values.blob_properties[0].delete_retention_policy[0].days >= 14,
    'is not encrypted, closed or recoverable'),

  'artifacts cool after 30 days and go after 90': policy('azurerm_storage_management_policy',
    ({ rule }) => rule[0].actions[0].base_blob[0].tier_to_cool_after_days_since_modification_greater_than === 30 &&
      rule[0].actions[0].base_blob[0].delete_after_days_since_modification_greater_than === 90,
    'has another lifecycle'),

  'databases are encrypted with our key and take no plain text': ({ resources }) => [
    ...policy('azurerm_postgresql_flexible_server', ({ customer_managed_key: key }) => key.length === 1, 'is not encrypted with our key')({ resources }),
    ...policy('azurerm_postgresql_flexible_server_configuration',
      ({ name, value }) => (name !== 'require_secure_transport' || value === 'on') && (name !== 'ssl_min_protocol_version' || value >= 'TLSv1.2'), 'takes plain text')({ resources }),
  ],

  'backups go back 7 to 35 days': policy('azurerm_postgresql_flexible_server',
    ({ backup_retention_days: days, create_mode: mode, name }) => (mode === 'Replica' && name.endsWith('-read')) || (days >= 7 && days <= 35), 'has other backups'),

  'messages are never dropped': policy('azurerm_servicebus_subscription',
    (values) => values.dead_lettering_on_message_expiration === true && values.max_delivery_count >= 5, 'drops messages'),

  'the firewall prevents, with OWASP rules': policy('azurerm_web_application_firewall_policy',
    ({ policy_settings: [settings], managed_rules: [rules] }) => settings.mode === 'Prevention' && settings.enabled && rules.managed_rule_set.some(({ type }) => type === 'OWASP'),
    'only looks on'),

  'the gateway speaks TLS 1.2 and later': policy('azurerm_application_gateway',
    ({ sku: [sku], ssl_policy: [tls] }) => sku.tier === 'WAF_v2' && tls.policy_name === 'AppGwSslPolicy20220101', 'speaks something older'),

  'apps have three probes, an identity and time to end': policy('azurerm_container_app',
    ({ identity, template: [template] }) => identity[0]?.type === 'UserAssigned' && template.termination_grace_period_seconds >= 30 &&
      template.container.every((container) => ['/health/started', '/health/live', '/health/ready'].every((path, i) =>
        container[['startup_probe', 'liveness_probe', 'readiness_probe'][i]]?.[0]?.path === path)),
    'lacks a probe, an identity or time'),

  'traffic weights sum to 100': policy('azurerm_container_app',
    ({ ingress }) => ingress.length === 0 || ingress[0].traffic_weight.reduce((sum, { percentage }) => sum + percentage, 0) === 100, 'loses traffic'),

  'Workers scale with their queue': policy('azurerm_container_app',
    ({ name, template: [template] }) => name !== 'report-worker' || template.custom_scale_rule.some((rule) =>
      rule.custom_rule_type === 'azure-servicebus' && rule.metadata.topicName === 'runs.requested' && rule.metadata.subscriptionName === name),
    'does not see its queue'),

  'rights are known ones, and no one has them on everything': policy('azurerm_role_assignment',
    ({ role_definition_name: role, scope }) => ROLES.includes(role) && !/^\/subscriptions\/[^/]+$/.test(scope ?? ''), 'gives too much'),

  'keys rotate within 90 days': policy('azurerm_key_vault_key',
    ({ rotation_policy: [rotation] }) => Number(/P(\d+)D/.exec(rotation?.automatic?.[0]?.time_after_creation ?? 'P999D')[1]) <= 90, 'does not rotate'),

  'logs are kept 90 days': policy('azurerm_log_analytics_workspace', ({ retention_in_days: days }) => days >= 90, 'forgets earlier'),

  'no password is in the plan': ({ text }) => (text.includes('this-must-be-in-no-plan') ? ['the administrator password is in the plan'] : []),
}

/** What must hold for a platform (not for the environment shared), whatever its size. */
export const complete = {
  'there are the four alerts, a budget that tells at 80 %, and the four dashboards': ({ resources }) => [
    ...['queue-depth', 'database-cpu', 'execution-failure-rate', 'generation-duration'].filter((alert) =>
      !resources.some(({ type, values }) => /metric_alert$|alert_v2$/.test(type) && values.name.endsWith(alert) && values.enabled !== false)),
    ...resources.some(({ type, values }) => type === 'azurerm_consumption_budget_resource_group' && values.notification.some(({ threshold, threshold_type: kind }) => threshold === 80 && kind === 'Actual')) ? [] : ['budget'],
    ...resources.filter(({ type }) => type === 'azurerm_application_insights_workbook').length % 4 === 0 ? [] : ['dashboards'],
  ],
  'policies require tags, encryption and security groups': ({ resources }) => ['tags', 'storage-encryption', 'subnet-nsg'].filter((name) =>
    !resources.some(({ type, values }) => type === 'azurerm_subscription_policy_assignment' && values.name.endsWith(name))),
  'the activity log is kept': ({ resources }) => (resources.some(({ type, values }) => type === 'azurerm_monitor_diagnostic_setting' &&
    values.enabled_log.some(({ category }) => category === 'Administrative')) ? [] : ['nobody knows who did what']),
  'Scheduler runs where the platform is active': ({ resources }) => resources.filter(({ type, values }) => type === 'azurerm_container_app' && values.name === 'report-scheduler')
    .every(({ values }) => values.template[0].min_replicas === 0) ? ['no Scheduler runs'] : [],
}

const one = (resources, type, test = () => true) => resources.filter((resource) => resource.type === type && test(resource.values, resource))

/** What must hold for prod. */
export const production = {
  'survives the loss of a zone': ({ resources }) => [
    ...one(resources, 'azurerm_postgresql_flexible_server', ({ create_mode: mode }) => mode === 'Default').filter(({ values }) => values.high_availability[0]?.mode !== 'ZoneRedundant'),
    ...one(resources, 'azurerm_container_app_environment', ({ zone_redundancy_enabled: zones }) => !zones),
    ...one(resources, 'azurerm_managed_redis', ({ high_availability_enabled: available }) => !available),
  ].map(({ address }) => `${address} is in one zone`),
  'restores any point of 35 days': ({ resources }) => one(resources, 'azurerm_postgresql_flexible_server', ({ name, backup_retention_days: days }) => !name.endsWith('-read') && days !== 35).map(({ address }) => address),
  'artifacts have a copy in another region': ({ resources }) => (one(resources, 'azurerm_storage_account', ({ account_replication_type: kind }) => /^(RA)?GZ?RS$/.test(kind)).length > 0 &&
    one(resources, 'azurerm_storage_object_replication').length === 1 ? [] : ['no copy']),
  'networks have DDoS protection': ({ resources }) => one(resources, 'azurerm_virtual_network', ({ ddos_protection_plan: plan }) => !plan[0]?.enable).map(({ address }) => address),
  'the standby follows, and runs nothing': ({ resources }) => [
    ...one(resources, 'azurerm_postgresql_flexible_server', ({ name, create_mode: mode }) => name === 'rs-prod-neu-pg' && mode !== 'Replica').map(({ address }) => address),
    ...one(resources, 'azurerm_container_app', ({ template: [template] }, { address }) => address.startsWith('module.standby') && template.min_replicas > 0).map(({ address }) => address),
  ],
  'what holds data is locked': ({ resources }) => (one(resources, 'azurerm_management_lock').length === 6 ? [] : ['a lock is missing']),
  'a canary gets 10 percent beside the stable revision': ({ resources }) => one(resources, 'azurerm_container_app', ({ name }) => name === 'report-api')
    .filter(({ values }) => JSON.stringify(values.ingress[0].traffic_weight.map(({ revision_suffix: suffix, percentage }) => [suffix, percentage])) !== '[["r-1",90],["r-2",10]]').map(({ address }) => address),
  'messages go through Premium': ({ resources }) => one(resources, 'azurerm_servicebus_namespace', ({ sku }) => sku !== 'Premium').map(({ address }) => address),
}
