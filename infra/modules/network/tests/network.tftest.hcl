provider "azurerm" {
  features {}
}

variables {
  name                = "rs-dev-weu"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = "10.20.0.0/16"
  tags                = { environment = "dev", owner = "platform", cost_center = "1000", project = "report-scheduler" }
}

run "three_subnets_that_do_not_overlap" {
  command = plan

  assert {
    condition = (
      azurerm_subnet.frontend.address_prefixes == tolist(["10.20.0.0/24"]) &&
      azurerm_subnet.backend.address_prefixes == tolist(["10.20.2.0/23"]) &&
      azurerm_subnet.data.address_prefixes == tolist(["10.20.4.0/24"])
    )
    error_message = "The subnets are not where they are expected."
  }
}

run "every_security_group_denies_the_rest_in_both_directions" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for group in azurerm_network_security_group.this : [
        for direction in ["Inbound", "Outbound"] : length([
          for rule in group.security_rule : rule
          if rule.access == "Deny" && rule.priority == 4096 && rule.direction == direction && rule.protocol == "*" && rule.destination_port_range == "*"
        ]) == 1
      ]
    ]))
    error_message = "A security group does not deny by default."
  }
}

run "nothing_leaves_the_data_subnet" {
  command = plan

  assert {
    condition     = length([for rule in azurerm_network_security_group.this["data"].security_rule : rule if rule.direction == "Outbound" && rule.access == "Allow"]) == 0
    error_message = "The data subnet lets something out."
  }
}

run "ddos_plan_when_there_is_one" {
  command = plan
  variables {
    ddos_protection_plan = { id = "/subscriptions/0/ddos" }
  }

  assert {
    condition     = azurerm_virtual_network.this.ddos_protection_plan[0].enable
    error_message = "The network does not use the DDoS plan."
  }
}

run "address_space_must_be_a_16" {
  command = plan
  variables {
    address_space = "10.20.0.0/20"
  }
  expect_failures = [var.address_space]
}

run "tags_must_not_be_empty" {
  command = plan
  variables {
    tags = { environment = "dev", owner = " ", cost_center = "1000", project = "report-scheduler" }
  }
  expect_failures = [var.tags]
}
