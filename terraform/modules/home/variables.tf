variable "name" {
  description = "Prefix of everything that is created here."
  type        = string
  default     = "farspan-home"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "Two to 31 lower-case letters, digits and hyphens, a letter first: other services accept no other names."
  }
}

variable "settings" {
  description = "The router's settings, see ../home-settings. `store` is created here unless it is given: a standby shares home's."
  type = object({
    location            = string
    applications        = list(string)
    map_environment     = map(string)
    traffic_environment = optional(map(string), {})
    tool = object({
      host     = string
      port     = optional(number, 8443)
      jmx_port = optional(number, 1099)
    })
    store = optional(object({
      url        = string
      user       = string
      secret_arn = string
    }))
    failover = optional(object({
      automatic       = optional(bool, false)
      least_instances = optional(number, 1)
      soak            = optional(string, "30s")
      cooldown        = optional(string, "5m")
      resolvers       = optional(list(string), [])
    }), {})
    oidc_issuer = optional(string)
    policy      = optional(string)
    heap_mb     = optional(number, 512)
  })
}

variable "package" {
  description = "The router.zip that `mvn -Prelease package` leaves in target/release."
  type = object({
    path = string
  })
}

variable "map_policy" {
  description = "What the router may do to the map: the output `router_policy` of location-map-route53. Empty where the map is elsewhere."
  type = object({
    json = string
  })
  default = null
}

variable "network" {
  description = <<-EOT
    Where the router runs. `client_cidrs` are the networks of those who use tools (HTTPS and JMX), `function_cidrs` where
    the functions' calls come from, which look whether home is there (HTTPS only). The database is in `database_subnet_ids`.
  EOT
  type = object({
    vpc_id              = string
    subnet_id           = string
    database_subnet_ids = optional(list(string), [])
    client_cidrs        = list(string)
    function_cidrs      = optional(list(string), [])
  })

  validation {
    condition     = alltrue([for cidr in concat(var.network.client_cidrs, var.network.function_cidrs) : can(cidrhost(cidr, 0)) && tonumber(split("/", cidr)[1]) >= 8])
    error_message = "The router is never open to the world: name the networks, none wider than /8."
  }
}

variable "machine" {
  description = "The machine: its type, its architecture's AMI (Amazon Linux 2023 by default), and the disk in GB."
  type = object({
    type         = optional(string, "t3.small")
    architecture = optional(string, "x86_64")
    ami_id       = optional(string)
    disk_gb      = optional(number, 20)
  })
  default = {}
}

variable "database" {
  description = "The ledger's PostgreSQL, if it is created here."
  type = object({
    class               = optional(string, "db.t4g.micro")
    version             = optional(string, "16")
    storage_gb          = optional(number, 20)
    multi_az            = optional(bool, false)
    backup_days         = optional(number, 14)
    deletion_protection = optional(bool, true)
  })
  default = {}

  validation {
    condition     = var.database.backup_days >= 1
    error_message = "The ledger is backed up for at least a day."
  }
}

variable "kms_key_arn" {
  description = "The KMS key for disk, database, package and secrets where AWS's own is not enough."
  type        = string
  default     = null
}

variable "session_manager" {
  description = "Whether administrators get a shell by Systems Manager; there is no SSH."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
