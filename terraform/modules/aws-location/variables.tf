variable "name" {
  description = "Prefix of everything that is created here."
  type        = string
  default     = "farspan"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "Two to 31 lower-case letters, digits and hyphens, a letter first: other services accept no other names."
  }
}

variable "location" {
  description = "The location's name in the map, such as aws1. It is a DNS label, and it cannot be changed later."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.location))
    error_message = "A location's name is a DNS label: lower-case letters, digits and hyphens, 63 at most."
  }
}

variable "package" {
  description = "The function.zip that `mvn -Prelease package` leaves in target/release, and optionally its base64 SHA-256 where the file is not at hand when planning."
  type = object({
    path         = string
    base64sha256 = optional(string)
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
  description = "The location map: the zone, and its name servers as host:port. The output `map` of a location-map module fits."
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
    Where the function runs and whom it may call. `instance_cidrs` and `jolokia_ports` are the application's instances;
    `peer_cidrs` the other functions and home, which it relays to and watches, over HTTPS; `dns_cidrs` the map's servers.
    The subnets need a route to both (a NAT gateway, a transit gateway), or relaying and the map are out of reach.
  EOT
  type = object({
    vpc_id         = string
    subnet_ids     = list(string)
    instance_cidrs = list(string)
    jolokia_ports  = optional(list(number), [8778])
    peer_cidrs     = optional(list(string), ["0.0.0.0/0"])
    peer_ports     = optional(list(number), [443, 8443])
    dns_cidrs      = optional(list(string), ["0.0.0.0/0"])
  })

  validation {
    condition     = length(var.network.subnet_ids) >= 2
    error_message = "Name subnets in at least two availability zones, or the failure of a zone takes the function down."
  }

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

variable "agent_password" {
  description = "The agents' password, if they require one. The function reads it from its environment, so it is in the state: keep that encrypted, or protect the agents by their security group alone."
  type        = string
  default     = null
  sensitive   = true
}

variable "url" {
  description = <<-EOT
    Who may reach the Function URL. NONE: anyone, and the function itself admits nothing without a call token that home
    signed (ADR 7). AWS_IAM: only the principals named here, who sign their requests; Farspan's router and the other
    functions do not sign for IAM, so something in between must.
  EOT
  type = object({
    authorization = optional(string, "NONE")
    principals    = optional(list(string), [])
  })
  default = {}

  validation {
    condition     = contains(["NONE", "AWS_IAM"], var.url.authorization)
    error_message = "authorization is NONE or AWS_IAM."
  }

  validation {
    condition     = var.url.authorization == "NONE" ? length(var.url.principals) == 0 : length(var.url.principals) > 0
    error_message = "Principals belong to AWS_IAM, which needs at least one."
  }

  validation {
    condition     = alltrue([for principal in var.url.principals : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$", principal))])
    error_message = "A principal is the ARN of a role or a user; never a whole account, never *."
  }
}

variable "function" {
  description = "The function's size. `reserved_concurrency` also caps the cost of calls to the URL without a token; -1 reserves nothing. `layers` are ARNs of layer versions with plugins in java/lib."
  type = object({
    runtime              = optional(string, "java17")
    architecture         = optional(string, "x86_64")
    memory_mb            = optional(number, 1024)
    timeout_s            = optional(number, 30)
    reserved_concurrency = optional(number, 20)
    snap_start           = optional(bool, true)
    layers               = optional(list(string), [])
  })
  default = {}

  validation {
    condition     = contains(["java17", "java21", "java25"], var.function.runtime)
    error_message = "Farspan is built for Java 17; the runtime is java17 or later."
  }

  validation {
    condition     = contains(["x86_64", "arm64"], var.function.architecture)
    error_message = "architecture is x86_64 or arm64."
  }

  validation {
    condition     = var.function.memory_mb >= 512 && var.function.memory_mb <= 10240
    error_message = "512 MB is what the function was measured with; Lambda gives at most 10240."
  }

  validation {
    condition     = alltrue([for arn in var.function.layers : can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:layer:[A-Za-z0-9_-]+:[0-9]+$", arn))])
    error_message = "A layer is named by the ARN of one of its versions: arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION."
  }

  validation {
    condition     = var.function.timeout_s >= 30 && var.function.timeout_s <= 900
    error_message = "A call's deadline is up to 29 s; a shorter timeout cuts answers off."
  }
}

variable "collection" {
  description = <<-EOT
    How often the function publishes telemetry by itself. Without `kafka` it has nowhere to publish to, and the schedule is off:
    then home collects over HTTPS, as often as there is something. With `kafka` the schedule is on unless `enabled` is false.
  EOT
  type = object({
    enabled  = optional(bool, true)
    schedule = optional(string, "rate(1 minute)")
  })
  default = {}

  validation {
    condition     = can(regex("^(rate|cron)\\(.+\\)$", var.collection.schedule))
    error_message = "A schedule is rate(...) or cron(...)."
  }
}

variable "kafka" {
  description = <<-EOT
    An MSK cluster with IAM authentication that telemetry is published to, if any: its brokers as host:port separated by commas, its
    ARN, its brokers' security group and port; the applications that have instances here; what the topics' names begin with. The
    package is the one built with the Maven profile kafka, and a layer (`function.layers`) has aws-msk-iam-auth. `client` replaces the
    properties of Kafka's client that belong to IAM; it is in the state, so it is no place for passwords.
  EOT
  type = object({
    servers           = string
    cluster_arn       = string
    security_group_id = string
    applications      = list(string)
    topic_prefix      = optional(string, "farspan")
    port              = optional(number, 9098)
    client            = optional(string)
  })
  default = null

  validation {
    condition     = var.kafka == null ? true : length(var.kafka.applications) > 0 && alltrue([for name in var.kafka.applications : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))])
    error_message = "Name each application that has instances here."
  }

  validation {
    condition     = var.kafka == null ? true : can(regex("^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$", var.kafka.topic_prefix))
    error_message = "A prefix of topics has 1 to 64 letters, digits, '.', '_' or '-'."
  }
}

variable "logs" {
  description = "How long logs are kept, and the KMS key they are encrypted with where AWS's own is not enough."
  type = object({
    retention_days = optional(number, 30)
    kms_key_arn    = optional(string)
  })
  default = {}

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.logs.retention_days)
    error_message = "CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, ... days; never for ever."
  }
}

variable "alarm_topic_arns" {
  description = "SNS topics that alarms are sent to."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
