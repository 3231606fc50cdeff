variable "zone" {
  description = "The map's zone in Route 53, to be delegated from its parent."
  type        = string
}

variable "application" {
  description = "The application's name, and the host name of its load balancer in each location."
  type = object({
    name           = string
    load_balancers = object({ dc1 = string, aws1 = string, az1 = string })
  })
}

variable "home" {
  description = "The router and the function in the private datacenter: host names, the router's public key, and the ledger's database there."
  type = object({
    router_host   = string
    function_host = string
    public_key    = string
    store         = object({ url = string, user = string })
  })
}

variable "standby" {
  description = "The standby's host name, public key, and the secret with the password of home's ledger."
  type = object({
    host             = string
    public_key       = string
    store_secret_arn = string
  })
}

variable "aws" {
  description = "AWS: region, the instances' VPC and networks; the private subnets have outbound access and reach the datacenter."
  type = object({
    region             = string
    vpc_id             = string
    private_subnet_ids = list(string)
    instance_cidrs     = list(string)
  })
}

variable "azure" {
  description = "Azure: resource group and region, the instances' virtual network and networks, a free block for the function's subnet."
  type = object({
    resource_group  = string
    region          = string
    virtual_network = string
    function_cidr   = string
    instance_cidrs  = list(string)
  })
}

variable "office_cidrs" {
  description = "The networks where tools are used."
  type        = list(string)
}

variable "packages" {
  description = "Where `mvn -Prelease package` left the packages."
  type        = string
  default     = "../../../target/release"
}
