variable "resource_group" {
  description = "The resource group of everything, and its region."
  type = object({
    name   = string
    region = string
  })
}

variable "zone" {
  description = "The map's zone, to be delegated from its parent."
  type        = string
}

variable "application" {
  description = "The application's name, and the host name of its load balancer."
  type = object({
    name          = string
    load_balancer = string
  })
}

variable "network" {
  description = "The virtual network of the instances, a free block for the function's subnet, and the instances' networks."
  type = object({
    virtual_network = string
    function_cidr   = string
    instance_cidrs  = list(string)
  })
}

variable "home" {
  description = "Where the router runs: its location's name, host name, public key, and its identity in Azure if it has one."
  type = object({
    location     = string
    host         = string
    public_key   = string
    principal_id = optional(string)
  })
}

variable "packages" {
  description = "Where `mvn -Prelease package` left azure-function.zip."
  type        = string
  default     = "../../../target/release"
}
