variable "zone" {
  description = "The DNS zone of the map, such as map.example.org; it holds nothing else. With `zone_id` an existing one is used."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", var.zone))
    error_message = "A zone is a DNS name in lower case without a dot at its end."
  }
}

variable "zone_id" {
  description = "The hosted zone, if it is created elsewhere."
  type        = string
  default     = null
}

variable "applications" {
  description = <<-EOT
    What the map says at first, by application: `home` and the `standby` locations in the order of their succession,
    where `tool`s connect, the `functions` by location (the output `endpoint` of aws-location and azure-location fits),
    and by location where the application's own `traffic` goes. The router owns what is said of home, tools, traffic and
    instances from then on, and Terraform leaves it alone; a location that is to take traffic later is listed with weight 0.
  EOT
  type = map(object({
    home    = string
    standby = optional(list(string), [])
    tool = optional(object({
      host = string
      port = optional(number, 8443)
    }))
    functions = map(object({
      host = string
      port = optional(number, 443)
      path = optional(string, "")
      kind = string
    }))
    traffic = map(object({
      target = string
      port   = optional(number, 443)
      weight = number
    }))
  }))

  validation {
    condition     = length(var.applications) > 0
    error_message = "Name at least one application."
  }

  validation {
    condition     = alltrue([for name in keys(var.applications) : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))])
    error_message = "An application's name is a DNS label in lower case."
  }

  validation {
    condition     = alltrue([for app in values(var.applications) : !contains(app.standby, app.home)])
    error_message = "Home is not its own standby."
  }

  validation {
    condition     = alltrue([for app in values(var.applications) : anytrue([for to in values(app.traffic) : to.weight > 0])])
    error_message = "Some location takes traffic: the map never has an empty set."
  }

  validation {
    condition     = alltrue(flatten([for app in values(var.applications) : [for to in values(app.traffic) : to.weight >= 0 && to.weight <= 255]]))
    error_message = "Weights are 0 to 255, which both Route 53 and SRV records accept."
  }

  validation {
    condition     = alltrue(flatten([for app in values(var.applications) : [for function in values(app.functions) : contains(["lambda", "azure", "server"], function.kind)]]))
    error_message = "A function's kind is lambda, azure or server."
  }
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
