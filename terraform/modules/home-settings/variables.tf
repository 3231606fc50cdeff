variable "location" {
  description = "The location that the router is in, as the map names it."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.location))
    error_message = "A location's name is a DNS label: lower-case letters, digits and hyphens, 63 at most."
  }
}

variable "applications" {
  description = "The applications that the router watches, moves and lets JMX tools connect to."
  type        = list(string)

  validation {
    condition     = length(var.applications) > 0
    error_message = "Name at least one application."
  }
}

variable "map_environment" {
  description = "The output `router_environment` of a location-map module, or FARSPAN_MAP_* of a map on another DNS server."
  type        = map(string)

  validation {
    condition     = alltrue([for name in ["FARSPAN_MAP_ZONE", "FARSPAN_MAP_SERVERS"] : contains(keys(var.map_environment), name)])
    error_message = "FARSPAN_MAP_ZONE and FARSPAN_MAP_SERVERS are needed."
  }

  validation {
    condition     = alltrue([for name in keys(var.map_environment) : startswith(name, "FARSPAN_MAP_") && name != "FARSPAN_MAP_TSIG"])
    error_message = "Only FARSPAN_MAP_* belongs here; the TSIG key is a secret and belongs in the secrets file."
  }
}

variable "traffic_environment" {
  description = "An application's entry of the output `traffic_environment` of a location-map module, if clients do not use the map's own records."
  type        = map(string)
  default     = {}
}

variable "tool" {
  description = "The host name that tools connect to while this router is home, and the ports of HTTPS and JMX."
  type = object({
    host     = string
    port     = optional(number, 8443)
    jmx_port = optional(number, 1099)
  })
}

variable "store" {
  description = "The ledger's PostgreSQL (14 or later): JDBC URL and user; its password is a secret. Without it the ledger is only spooled."
  type = object({
    url  = string
    user = string
  })
  default = null

  validation {
    condition     = var.store == null ? true : startswith(var.store.url, "jdbc:postgresql://") && !can(regex("password=", var.store.url))
    error_message = "The URL is jdbc:postgresql://host:port/database, without a password."
  }
}

variable "failover" {
  description = "What may be moved automatically; section `What may move traffic` of the operator guide."
  type = object({
    automatic       = optional(bool, false)
    least_instances = optional(number, 1)
    soak            = optional(string, "30s")
    cooldown        = optional(string, "5m")
    resolvers       = optional(list(string), [])
  })
  default = {}
}

variable "oidc_issuer" {
  description = "The issuer of an OpenID Connect provider whose users may log in, if any."
  type        = string
  default     = null
}

variable "policy" {
  description = "What this deployment grants on its applications' own MBeans, as the file of farspan.router.policy; section `Grants` of the operator guide. Without it, nothing beyond the JDK's own MBeans."
  type        = string
  default     = null
}

variable "heap_mb" {
  description = "The router's heap in MB."
  type        = number
  default     = 512

  validation {
    condition     = var.heap_mb >= 256
    error_message = "Less than 256 MB is less than it was measured with."
  }
}
