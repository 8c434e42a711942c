# Who applies signs in with the pipeline's identity. A lease on the blob locks the state. The resource group and the storage
# account are given at init: terraform init -backend-config=resource_group_name=... -backend-config=storage_account_name=...
terraform {
  backend "azurerm" {
    container_name   = "tfstate"
    key              = "shared.tfstate"
    use_azuread_auth = true
    use_oidc         = true
  }
}
