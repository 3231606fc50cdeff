# What the module promises, planned and applied against a provider that only pretends.

mock_provider "aws" {
  mock_resource "aws_lambda_function_url" {
    defaults = {
      function_url = "https://abcdefgh.lambda-url.eu-central-1.on.aws/"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/farspan"
    }
  }

  mock_resource "aws_lambda_alias" {
    defaults = {
      arn = "arn:aws:lambda:eu-central-1:123456789012:function:farspan-aws1:live"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/farspan-aws1"
    }
  }

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition = "aws"
    }
  }

  mock_data "aws_region" {
    defaults = {
      name = "eu-central-1"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }
}

variables {
  location     = "aws1"
  package      = { path = "tests/aws_location.tftest.hcl" } # any file: what is in it does not matter here
  trusted_keys = ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
  map          = { zone = "map.example.org", servers = ["ns-1.example.net:53"] }
  network = {
    vpc_id         = "vpc-1"
    subnet_ids     = ["subnet-1", "subnet-2"]
    instance_cidrs = ["10.20.0.0/16", "10.21.0.0/16"]
  }
}

run "function" {
  assert {
    condition     = aws_lambda_function.function.snap_start[0].apply_on == "PublishedVersions" && aws_lambda_function.function.publish
    error_message = "Without SnapStart of published versions the first call after a pause takes a second."
  }

  assert {
    condition     = aws_lambda_function.function.reserved_concurrent_executions > 0
    error_message = "The URL is open: without a cap, strangers could cause unlimited cost."
  }

  assert {
    condition     = aws_lambda_function_url.live.qualifier == "live"
    error_message = "Callers use the alias, or an upgrade breaks calls in progress."
  }

  assert {
    condition     = aws_cloudwatch_log_group.function.retention_in_days <= 90
    error_message = "Logs are not kept for ever."
  }

  assert {
    condition     = !contains(keys(aws_lambda_function.function.environment[0].variables), "FARSPAN_AGENT_PASSWORD")
    error_message = "No password unless one was given."
  }

  assert {
    condition     = output.endpoint.host == "abcdefgh.lambda-url.eu-central-1.on.aws" && output.endpoint.kind == "lambda"
    error_message = "The map names the URL's host, without scheme and slash."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.function) == 3
    error_message = "Errors, throttles and calls near the timeout are alarmed."
  }
}

run "network" {
  command = plan

  assert {
    condition     = toset([for rule in aws_vpc_security_group_egress_rule.instances : "${rule.cidr_ipv4} ${rule.from_port}-${rule.to_port}"]) == toset(["10.20.0.0/16 8778-8778", "10.21.0.0/16 8778-8778"])
    error_message = "The function reaches the instances at their Jolokia port and nowhere else."
  }

  assert {
    condition     = alltrue([for rule in concat(values(aws_vpc_security_group_egress_rule.instances), values(aws_vpc_security_group_egress_rule.peers), values(aws_vpc_security_group_egress_rule.map)) : rule.ip_protocol != "-1" && rule.from_port == rule.to_port])
    error_message = "No rule lets every protocol or a range of ports out."
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.kafka) == 0
    error_message = "Nothing comes in through the function's interfaces."
  }
}

run "least_privilege" {
  command = plan

  assert {
    condition     = alltrue(flatten([for statement in concat(data.aws_iam_policy_document.function.statement, data.aws_iam_policy_document.scheduler.statement) : [for action in statement.actions : !strcontains(action, "*")]]))
    error_message = "No action is a pattern."
  }

  assert {
    condition     = toset([for statement in data.aws_iam_policy_document.function.statement : statement.sid if contains(statement.resources, "*")]) == toset(["NetworkInterfaces", "NotFromTheCode"])
    error_message = "Only making network interfaces has no resource that could be named; its reason is written beside it."
  }

  assert {
    condition     = toset(flatten([for statement in data.aws_iam_policy_document.function.statement : tolist(statement.actions) if statement.effect == "Deny"])) == setunion(toset(flatten([for statement in data.aws_iam_policy_document.function.statement : tolist(statement.actions) if statement.sid == "NetworkInterfaces"])), ["ec2:DetachNetworkInterface"])
    error_message = "What only Lambda needs is denied to the code."
  }

  assert {
    condition     = length(data.aws_iam_policy_document.scheduler.statement) == 1 && toset(data.aws_iam_policy_document.scheduler.statement[0].actions) == toset(["lambda:InvokeFunction"])
    error_message = "The schedule may invoke this function and do nothing else."
  }
}

run "schedule" {
  command = plan

  assert {
    condition     = aws_scheduler_schedule.collection.state == "DISABLED"
    error_message = "Without Kafka there is nowhere to publish to, so no timer wakes the function."
  }

  assert {
    condition     = aws_scheduler_schedule.collection.schedule_expression == "rate(1 minute)"
    error_message = "Telemetry is published every minute."
  }

  assert {
    condition     = aws_lambda_alias.timer.name == "timer" && alltrue([for permission in aws_lambda_permission.url : permission.qualifier == aws_lambda_alias.live.name])
    error_message = "The schedule has an alias of its own, which the permissions of the URL do not cover."
  }

  assert {
    condition     = aws_lambda_function_event_invoke_config.timer.qualifier == aws_lambda_alias.timer.name && aws_lambda_function_event_invoke_config.timer.maximum_event_age_in_seconds == 60 && aws_lambda_function_event_invoke_config.timer.maximum_retry_attempts == 0
    error_message = "A timer's event that finds no room is dropped: the next one publishes the same."
  }
}

run "url_of_principals" {
  command = plan

  variables {
    url = { authorization = "AWS_IAM", principals = ["arn:aws:iam::123456789012:role/gateway"] }
  }

  assert {
    condition     = alltrue([for permission in aws_lambda_permission.url : permission.principal == "arn:aws:iam::123456789012:role/gateway"])
    error_message = "With AWS_IAM nobody but the principals may call."
  }
}

run "kafka" {
  command = plan

  variables {
    kafka = {
      servers           = "b-1.events.kafka.eu-central-1.amazonaws.com:9098"
      cluster_arn       = "arn:aws:kafka:eu-central-1:123456789012:cluster/events/11111111-2222-3333-4444-555555555555-1"
      security_group_id = "sg-1"
      applications      = ["shop"]
    }
  }

  assert {
    condition     = flatten([for statement in data.aws_iam_policy_document.function.statement : tolist(statement.resources) if statement.sid == "KafkaTopics"]) == [for kind in ["log", "metric", "notification"] : "arn:aws:kafka:eu-central-1:123456789012:topic/events/11111111-2222-3333-4444-555555555555-1/farspan.shop.aws1.${kind}"]
    error_message = "Only the topics of this location are written to."
  }

  assert {
    condition     = aws_scheduler_schedule.collection.state == "ENABLED"
    error_message = "With Kafka a timer wakes the function."
  }

  assert {
    condition     = aws_lambda_function.function.environment[0].variables.FARSPAN_PUBLISH_APPLICATIONS == "shop" && strcontains(aws_lambda_function.function.environment[0].variables.FARSPAN_KAFKA_CLIENT, "AWS_MSK_IAM")
    error_message = "The function is told what to publish, and how to log in."
  }
}

run "kafka_without_a_timer" {
  command = plan

  variables {
    collection = { enabled = false }
    kafka = {
      servers           = "b-1.events.kafka.eu-central-1.amazonaws.com:9098"
      cluster_arn       = "arn:aws:kafka:eu-central-1:123456789012:cluster/events/11111111-2222-3333-4444-555555555555-1"
      security_group_id = "sg-1"
      applications      = ["shop"]
    }
  }

  assert {
    condition     = aws_scheduler_schedule.collection.state == "DISABLED"
    error_message = "The timer can be off although there is Kafka: then home says when."
  }
}

run "refuses_a_public_network" {
  command = plan

  variables {
    network = { vpc_id = "vpc-1", subnet_ids = ["subnet-1", "subnet-2"], instance_cidrs = ["0.0.0.0/0"] }
  }

  expect_failures = [var.network]
}

run "refuses_one_zone" {
  command = plan

  variables {
    network = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], instance_cidrs = ["10.20.0.0/16"] }
  }

  expect_failures = [var.network]
}

run "refuses_a_location_that_is_no_label" {
  command = plan

  variables {
    location = "AWS 1"
  }

  expect_failures = [var.location]
}

run "refuses_everybody_as_a_principal" {
  command = plan

  variables {
    url = { authorization = "AWS_IAM", principals = ["*"] }
  }

  expect_failures = [var.url]
}
