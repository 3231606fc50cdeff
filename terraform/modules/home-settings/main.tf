locals {
  environment = merge(
    var.map_environment,
    var.traffic_environment,
    {
      JAVA_TOOL_OPTIONS                      = "-Xmx${var.heap_mb}m -XX:+ExitOnOutOfMemoryError"
      QUARKUS_HTTP_SSL_PORT                  = tostring(var.tool.port)
      QUARKUS_HTTP_INSECURE_REQUESTS         = "disabled"
      QUARKUS_SHUTDOWN_TIMEOUT               = "30S"
      QUARKUS_CONFIG_LOCATIONS               = "file:/run/farspan/users.properties"
      QUARKUS_HTTP_SSL_CERTIFICATE_FILES     = "/run/farspan/tls.crt"
      QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES = "/run/farspan/tls.key"
      FARSPAN_ROUTER_LOCATION                = var.location
      FARSPAN_APPLICATIONS                   = join(",", var.applications)
      FARSPAN_FAILOVER_AUTOMATIC             = tostring(var.failover.automatic)
      FARSPAN_FAILOVER_LEAST_INSTANCES       = tostring(var.failover.least_instances)
      FARSPAN_FAILOVER_SOAK                  = var.failover.soak
      FARSPAN_FAILOVER_COOLDOWN              = var.failover.cooldown
      FARSPAN_FAILOVER_KILL_SWITCH           = "/var/lib/farspan/no-failover"
      FARSPAN_HOME_TOOL_HOST                 = var.tool.host
      FARSPAN_HOME_TOOL_PORT                 = tostring(var.tool.port)
      FARSPAN_JMX_ENABLED                    = "true"
      FARSPAN_JMX_HOST                       = var.tool.host
      FARSPAN_JMX_PORT                       = tostring(var.tool.jmx_port)
      FARSPAN_JMX_KEY_STORE                  = "/run/farspan/jmx.p12"
      FARSPAN_STORE_SPOOL                    = "/var/lib/farspan/ledger.spool"

      # A renewed certificate is picked up without a restart.
      QUARKUS_HTTP_SSL_CERTIFICATE_RELOAD_PERIOD = "5M"
    },
    # Route 53 updates all its servers within a minute.
    lookup(var.map_environment, "FARSPAN_MAP_PROVIDER", "dns") == "route53" ? { FARSPAN_FAILOVER_VERIFY = "60s" } : {},
    length(var.failover.resolvers) == 0 ? {} : { FARSPAN_FAILOVER_RESOLVERS = join(",", var.failover.resolvers) },
    var.store == null ? {} : {
      FARSPAN_STORE_URL           = var.store.url
      FARSPAN_STORE_USER          = var.store.user
      FARSPAN_STORE_PASSWORD_FILE = "/run/farspan/store-password" # read for every connection: it may be rotated
    },
    var.policy == null ? {} : { FARSPAN_ROUTER_POLICY = "/etc/farspan/policy" },
    var.oidc_issuer == null ? {} : {
      FARSPAN_OIDC_ENABLED = "true"
      FARSPAN_OIDC_ISSUER  = var.oidc_issuer
    },
  )

  # What the router also reads, as /run/farspan/secrets.env and files beside it; it never passes through Terraform.
  secrets = concat(
    ["FARSPAN_ROUTER_SIGNING_KEY", "FARSPAN_JMX_KEY_STORE_PASSWORD"],
    lookup(var.map_environment, "FARSPAN_MAP_PROVIDER", "dns") == "dns" ? ["FARSPAN_MAP_TSIG"] : [],
  )
}
