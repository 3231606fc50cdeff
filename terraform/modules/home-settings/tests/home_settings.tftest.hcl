variables {
  location     = "dc1"
  applications = ["shop", "billing"]
  map_environment = {
    FARSPAN_MAP_PROVIDER = "dns"
    FARSPAN_MAP_ZONE     = "map.example.org"
    FARSPAN_MAP_SERVERS  = "10.0.0.53:53"
  }
  tool  = { host = "router.dc1.example.org" }
  store = { url = "jdbc:postgresql://db:5432/farspan", user = "farspan" }
}

run "settings" {
  assert {
    condition     = output.environment.FARSPAN_APPLICATIONS == "shop,billing" && strcontains(output.environment_file, "FARSPAN_ROUTER_LOCATION=dc1\n")
    error_message = "The environment file has a line for each setting."
  }

  assert {
    condition     = output.environment.QUARKUS_HTTP_INSECURE_REQUESTS == "disabled"
    error_message = "Tools speak TLS, or not at all."
  }

  assert {
    condition     = output.environment.FARSPAN_FAILOVER_AUTOMATIC == "false"
    error_message = "Nothing moves automatically unless it is enabled."
  }

  assert {
    condition     = length(setintersection(keys(output.environment), output.secrets)) == 0 && contains(output.secrets, "FARSPAN_MAP_TSIG")
    error_message = "Secrets are named, and not set, here."
  }

  assert {
    condition     = startswith(output.environment.FARSPAN_STORE_PASSWORD_FILE, "/run/") && !contains(keys(output.environment), "FARSPAN_STORE_PASSWORD")
    error_message = "RDS rotates the database's password while the router runs: it is a file, in memory, and is read again."
  }

  assert {
    condition     = strcontains(output.unit, "NoNewPrivileges=true") && strcontains(output.unit, "ProtectSystem=strict")
    error_message = "The unit gives the router only what it needs."
  }
}

run "refuses_a_password_in_a_url" {
  command = plan

  variables {
    store = { url = "jdbc:postgresql://db/farspan?password=x", user = "farspan" }
  }

  expect_failures = [var.store]
}

run "refuses_the_tsig_key" {
  command = plan

  variables {
    map_environment = {
      FARSPAN_MAP_ZONE    = "map.example.org"
      FARSPAN_MAP_SERVERS = "10.0.0.53:53"
      FARSPAN_MAP_TSIG    = "hmac-sha256:x:y"
    }
  }

  expect_failures = [var.map_environment]
}
