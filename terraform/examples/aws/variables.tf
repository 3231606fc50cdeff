variable "region" {
  description = "The region of everything."
  type        = string
  default     = "eu-central-1"
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
  description = "The instances' VPC and networks; the private subnets have outbound access; `office_cidrs` is where tools are used."
  type = object({
    vpc_id             = string
    private_subnet_ids = list(string)
    instance_cidrs     = list(string)
    office_cidrs       = list(string)
  })
}

variable "home_public_key" {
  description = "The router's public key; its secret half goes into Secrets Manager by hand."
  type        = string
}

variable "packages" {
  description = "Where `mvn -Prelease package` left function.zip and router.zip."
  type        = string
  default     = "../../../target/release"
}
