# The whole of the smallest deployment from the packages that were built, against a provider that only pretends. The
# build reads the outputs of this run: see TerraformIT.

mock_provider "aws" {
  mock_resource "aws_lambda_function_url" {
    defaults = {
      function_url = "https://abcdefgh.lambda-url.eu-central-1.on.aws/"
    }
  }

  mock_resource "aws_route53_zone" {
    defaults = {
      zone_id      = "Z0MAP"
      name_servers = ["ns-1.example.net", "ns-2.example.net"]
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

  mock_resource "aws_instance" {
    defaults = {
      private_ip = "10.20.0.10"
    }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      endpoint           = "ledger.example.net:5432"
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds" }]
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
  zone            = "map.example.org"
  application     = { name = "shop", load_balancer = "shop.example.org" }
  home_public_key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
  network = {
    vpc_id             = "vpc-1"
    private_subnet_ids = ["subnet-1", "subnet-2"]
    instance_cidrs     = ["10.20.0.0/16"]
    office_cidrs       = ["10.0.0.0/16"]
  }
}

run "deployment" {
  assert {
    condition     = output.router == "https://router.map.example.org:8443"
    error_message = "Tools are told where to connect."
  }

  assert {
    condition     = length(output.records) == 8
    error_message = "The map's first state has head, tool, weights, traffic and the function."
  }
}
