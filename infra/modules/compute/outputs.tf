output "environment_id" {
  value = azurerm_container_app_environment.this.id
}

output "api_host" {
  description = "Host of the app with ingress, whichever revisions share its traffic."
  value       = one([for app in azurerm_container_app.this : app.ingress[0].fqdn if length(app.ingress) > 0])
}

output "app_ids" {
  value = { for key, app in azurerm_container_app.this : key => app.id }
}
