mock_provider "aws" {
  mock_resource "aws_route53_zone" {
    defaults = {
      zone_id      = "Z0MAP"
      name_servers = ["ns-1.example.net", "ns-2.example.net"]
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition = "aws"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }
}

variables {
  zone = "map.example.org"
  applications = {
    shop = {
      home    = "dc1"
      standby = ["aws1", "az1"]
      tool    = { host = "router.dc1.example.org" }
      functions = {
        dc1  = { host = "fn.dc1.example.org", port = 8443, kind = "server" }
        aws1 = { host = "abc.lambda-url.eu-central-1.on.aws", kind = "lambda" }
        az1  = { host = "farspan-az1.azurewebsites.net", path = "/api", kind = "azure" }
      }
      traffic = {
        aws1 = { target = "shop-aws.example.org", weight = 75 }
        az1  = { target = "shop-az.example.org", weight = 25 }
      }
    }
  }
}

run "records" {
  assert {
    condition     = aws_route53_record.home["shop"].name == "_home.shop.map.example.org" && aws_route53_record.home["shop"].ttl == 5
    error_message = "The commit point is _home, and nobody trusts it for longer than 5 s."
  }

  assert {
    condition     = aws_route53_record.home["shop"].records == toset(["v=fs1;home=dc1;standby=aws1,az1;epoch=1;nonce=00000000;gen=1"])
    error_message = "The head starts with epoch and generation 1."
  }

  assert {
    condition     = aws_route53_record.traffic["shop"].records == toset(["0 75 443 lb.aws1.shop.map.example.org", "0 25 443 lb.az1.shop.map.example.org"])
    error_message = "Traffic is SRV records whose targets name their location."
  }

  assert {
    condition     = aws_route53_record.function_text["az1.shop"].records == toset(["v=fs1;path=/api;kind=azure;epoch=1"])
    error_message = "A function's TXT has its path and kind."
  }

  assert {
    condition     = alltrue([for record in aws_route53_record.weighted : record.ttl <= 10])
    error_message = "Clients follow a failover within ten seconds."
  }

  assert {
    condition     = output.router_environment.FARSPAN_MAP_SERVERS == "ns-1.example.net:53,ns-2.example.net:53"
    error_message = "The map is read from the zone's own servers, not through a cache."
  }
}

run "least_privilege" {
  command = plan

  assert {
    condition     = alltrue(flatten([for statement in data.aws_iam_policy_document.router.statement : [for action in statement.actions : !strcontains(action, "*")]]))
    error_message = "No action is a pattern."
  }

  assert {
    condition     = toset([for statement in data.aws_iam_policy_document.router.statement : statement.sid if anytrue([for resource in statement.resources : endswith(resource, "*")])]) == toset(["AwaitInsync"])
    error_message = "Only reading the state of a change has no resource that could be named; its reason is written beside it."
  }

  assert {
    condition     = toset(flatten([for statement in data.aws_iam_policy_document.router.statement : tolist(statement.actions)])) == toset(["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets", "route53:GetChange"])
    error_message = "A router writes and reads records; it makes and removes no zones."
  }
}

run "refuses_an_empty_set" {
  command = plan

  variables {
    applications = {
      shop = { home = "dc1", functions = {}, traffic = { aws1 = { target = "x.example.org", weight = 0 } } }
    }
  }

  expect_failures = [var.applications]
}

run "refuses_a_home_that_is_its_own_standby" {
  command = plan

  variables {
    applications = {
      shop = { home = "dc1", standby = ["dc1"], functions = {}, traffic = { aws1 = { target = "x.example.org", weight = 1 } } }
    }
  }

  expect_failures = [var.applications]
}
