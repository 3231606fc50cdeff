variable "name" {
  description = "Prefix of everything that is created here. With the location it is unique in all of Azure: it becomes part of host names."
  type        = string
  default     = "farspan"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "Two to 31 lower-case letters, digits and hyphens, a letter first: other services accept no other names."
  }
}

variable "location" {
  description = "The location's name in the map, such as az1. It is a DNS label, and it cannot be changed later."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.location))
    error_message = "A location's name is a DNS label: lower-case letters, digits and hyphens, 63 at most."
  }
}

variable "resource_group" {
  description = "The resource group in which everything is created, and its region."
  type = object({
    name   = string
    region = string
  })
}

variable "package" {
  description = "The azure-function.zip that `mvn -Prelease package` leaves in target/release."
  type = object({
    path = string
  })
}

variable "trusted_keys" {
  description = "Home's public keys (Ed25519, base64url). Two while keys are rotated."
  type        = list(string)

  validation {
    condition     = length(var.trusted_keys) > 0 && alltrue([for key in var.trusted_keys : can(regex("^[A-Za-z0-9_-]{43}$", key))])
    error_message = "At least one public key of 43 base64url characters; the deployment guide says how to make one."
  }
}

variable "map" {
  description = "The location map: the zone, and its name servers as host:port. The output `servers` of a location-map module fits."
  type = object({
    zone    = string
    servers = list(string)
  })

  validation {
    condition     = length(var.map.servers) > 0 && alltrue([for server in var.map.servers : can(regex(":[0-9]+$", server))])
    error_message = "Name at least one server, each as host:port."
  }
}

variable "network" {
  description = <<-EOT
    Where the function runs and whom it may call. The subnet belongs to the function alone and is delegated to
    Microsoft.App/environments; its network security group is made here, so it must not have one.
    `instance_cidrs` and `jolokia_ports` are the application's instances; `peer_ports` where other functions and home
    listen, which the function relays to and watches.
  EOT
  type = object({
    subnet_id      = string
    instance_cidrs = list(string)
    jolokia_ports  = optional(list(number), [8778])
    peer_ports     = optional(list(number), [443, 8443])
  })

  validation {
    condition     = length(var.network.instance_cidrs) > 0 && alltrue([for cidr in var.network.instance_cidrs : can(cidrhost(cidr, 0)) && tonumber(split("/", cidr)[1]) >= 8])
    error_message = "instance_cidrs are the application's own networks; a block wider than /8 is not one."
  }

  validation {
    condition     = alltrue([for port in concat(var.network.jolokia_ports, var.network.peer_ports) : port > 0 && port < 65536])
    error_message = "Ports are 1 to 65535."
  }
}

variable "agents" {
  description = "How the Jolokia agents are reached: their path and, if they require one, a user."
  type = object({
    path = optional(string, "/jolokia/")
    user = optional(string)
  })
  default = {}

  validation {
    condition     = startswith(var.agents.path, "/") && endswith(var.agents.path, "/")
    error_message = "The path starts and ends with a slash."
  }
}

variable "agent_password_secret_id" {
  description = "The id of the Key Vault secret with the agents' password, if they require one; the platform resolves it, so that the state has only its name. The function's identity (output `principal_id`) needs the role Key Vault Secrets User on it."
  type        = string
  default     = null
}

variable "function" {
  description = "The function's size. `always_ready` instances answer without a cold start; `most_instances` caps the cost of calls without a token."
  type = object({
    java_version   = optional(string, "17")
    memory_mb      = optional(number, 2048)
    always_ready   = optional(number, 1)
    most_instances = optional(number, 40)
  })
  default = {}

  validation {
    condition     = contains(["17", "21", "25"], var.function.java_version)
    error_message = "Farspan is built for Java 17; the version is 17 or later."
  }

  validation {
    condition     = contains([512, 2048, 4096], var.function.memory_mb)
    error_message = "Flex Consumption has instances of 512, 2048 and 4096 MB."
  }

  validation {
    condition     = var.function.most_instances >= 1 && var.function.most_instances <= 1000 && var.function.always_ready >= 0 && var.function.always_ready <= 20
    error_message = "most_instances is 1 to 1000, always_ready 0 to 20."
  }
}

variable "collection" {
  description = <<-EOT
    How often the function publishes telemetry by itself, as an NCRONTAB expression. Without `kafka` it has nowhere to publish to,
    and the timer is off: then home collects over HTTPS, as often as there is something. With `kafka` the timer is on unless
    `enabled` is false.
  EOT
  type = object({
    enabled  = optional(bool, true)
    schedule = optional(string, "0 * * * * *")
  })
  default = {}

  validation {
    condition     = length(split(" ", var.collection.schedule)) == 6
    error_message = "A schedule has six fields, the first of which are seconds: 0 * * * * * is every minute."
  }
}

variable "kafka" {
  description = <<-EOT
    A Kafka that telemetry is published to, if any, such as an Event Hubs namespace of the tiers Premium or Dedicated: its brokers as
    host:port separated by commas, where they are and their port; the applications that have instances here; what the topics'
    names begin with; and the id of the Key Vault secret with the properties of Kafka's client (security.protocol,
    sasl.mechanism, sasl.jaas.config), for which the function's identity needs the role Key Vault Secrets User. Let that login write
    the topics of this location only. The package is the one built with the Maven profile kafka.
  EOT
  type = object({
    servers          = string
    applications     = list(string)
    client_secret_id = string
    topic_prefix     = optional(string, "farspan")
    port             = optional(number, 9093)
    cidrs            = optional(list(string), ["0.0.0.0/0"])
  })
  default = null

  validation {
    condition     = var.kafka == null ? true : length(var.kafka.applications) > 0 && alltrue([for name in var.kafka.applications : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))])
    error_message = "Name each application that has instances here."
  }
}

variable "logs" {
  description = "How long logs are kept, and how much may be written a day, in GB."
  type = object({
    retention_days = optional(number, 30)
    daily_cap_gb   = optional(number, 1)
  })
  default = {}

  validation {
    condition     = var.logs.retention_days >= 30 && var.logs.retention_days <= 730
    error_message = "Log Analytics keeps logs for 30 to 730 days."
  }
}

variable "action_group_ids" {
  description = "Action groups that alerts are sent to."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
