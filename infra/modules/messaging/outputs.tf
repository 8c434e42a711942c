output "id" {
  value = azurerm_servicebus_namespace.this.id
}

output "name" {
  value = azurerm_servicebus_namespace.this.name
}

output "host" {
  description = "For the Dapr component's namespaceName."
  value       = "${azurerm_servicebus_namespace.this.name}.servicebus.windows.net"
  depends_on  = [module.private_endpoint]
}

output "topics" {
  description = "By topic: its id, and the app ids that publish and subscribe."
  value       = { for name, parties in local.topics : name => merge(parties, { id = azurerm_servicebus_topic.this[name].id }) }
}

output "subscriptions" {
  description = "By topic/app id: the subscription's id."
  value       = { for key, subscription in azurerm_servicebus_subscription.this : key => subscription.id }
}
