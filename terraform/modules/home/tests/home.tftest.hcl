mock_provider "aws" {
  mock_resource "aws_db_instance" {
    defaults = {
      endpoint           = "ledger.example.net:5432"
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds" }]
    }
  }

  mock_resource "aws_s3_bucket" {
    defaults = {
      arn = "arn:aws:s3:::farspan-home"
    }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = {
      arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:farspan"
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

  mock_data "aws_ssm_parameter" {
    defaults = {
      value = "ami-1"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }
}

variables {
  package = { path = "tests/home.tftest.hcl" } # any file: what is in it does not matter here
  settings = {
    location     = "aws1"
    applications = ["shop"]
    map_environment = {
      FARSPAN_MAP_PROVIDER = "route53"
      FARSPAN_MAP_ZONE     = "map.example.org"
      FARSPAN_MAP_SERVERS  = "ns-1.example.net:53"
    }
    tool = { host = "router.aws1.example.org" }
  }
  network = {
    vpc_id              = "vpc-1"
    subnet_id           = "subnet-1"
    database_subnet_ids = ["subnet-1", "subnet-2"]
    client_cidrs        = ["10.0.0.0/16"]
    function_cidrs      = ["10.20.0.0/16"]
  }
}

run "never_public" {
  assert {
    condition     = !aws_db_instance.ledger[0].publicly_accessible && aws_db_instance.ledger[0].storage_encrypted && aws_db_instance.ledger[0].deletion_protection
    error_message = "The ledger is not public, is encrypted, and is not deleted by accident."
  }

  assert {
    condition     = aws_db_instance.ledger[0].manage_master_user_password && aws_db_instance.ledger[0].password == null
    error_message = "The database's password is in no state."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.package.block_public_acls && aws_s3_bucket_public_access_block.package.block_public_policy && aws_s3_bucket_public_access_block.package.ignore_public_acls && aws_s3_bucket_public_access_block.package.restrict_public_buckets
    error_message = "The package is not public."
  }

  assert {
    condition     = aws_instance.router.metadata_options[0].http_tokens == "required" && aws_instance.router.root_block_device[0].encrypted
    error_message = "IMDSv2 only, and an encrypted disk."
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.jmx : rule.cidr_ipv4]) == toset(["10.0.0.0/16"])
    error_message = "JMX is for tools; functions do not need it."
  }

  assert {
    condition     = alltrue([for rule in concat(values(aws_vpc_security_group_ingress_rule.https), values(aws_vpc_security_group_ingress_rule.jmx)) : rule.cidr_ipv4 != "0.0.0.0/0"])
    error_message = "Nothing is open to the world."
  }
}

run "least_privilege" {
  command = plan

  assert {
    condition     = alltrue(flatten([for statement in data.aws_iam_policy_document.router.statement : concat([for action in statement.actions : !strcontains(action, "*")], [for resource in statement.resources : !endswith(resource, "*")])]))
    error_message = "No action and no resource is a pattern."
  }
}

run "a_standby_shares_the_ledger" {
  variables {
    settings = {
      location     = "aws1"
      applications = ["shop"]
      map_environment = {
        FARSPAN_MAP_PROVIDER = "route53"
        FARSPAN_MAP_ZONE     = "map.example.org"
        FARSPAN_MAP_SERVERS  = "ns-1.example.net:53"
      }
      tool  = { host = "router.aws1.example.org" }
      store = { url = "jdbc:postgresql://db/farspan", user = "farspan", secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db" }
    }
  }

  assert {
    condition     = length(aws_db_instance.ledger) == 0 && output.store.url == "jdbc:postgresql://db/farspan"
    error_message = "With an existing store, none is created."
  }
}

run "refuses_the_world" {
  command = plan

  variables {
    network = { vpc_id = "vpc-1", subnet_id = "subnet-1", database_subnet_ids = ["a", "b"], client_cidrs = ["0.0.0.0/0"] }
  }

  expect_failures = [var.network]
}
