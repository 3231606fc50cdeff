# Home in a datacenter, AWS and Azure, a standby in AWS; the Azure half is stood in for (see check.sh). TerraformIT reads
# the outputs of this run.

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
  application = {
    name           = "shop"
    load_balancers = { dc1 = "shop-dc.example.org", aws1 = "shop-aws.example.org", az1 = "shop-az.example.org" }
  }
  home = {
    router_host   = "router.dc1.example.org"
    function_host = "fn.dc1.example.org"
    public_key    = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    store         = { url = "jdbc:postgresql://db.dc1.example.org:5432/farspan", user = "farspan" }
  }
  standby = {
    host             = "router.aws1.example.org"
    public_key       = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
    store_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db"
  }
  aws = {
    region             = "eu-central-1"
    vpc_id             = "vpc-1"
    private_subnet_ids = ["subnet-1", "subnet-2"]
    instance_cidrs     = ["10.20.0.0/16"]
  }
  azure = {
    resource_group  = "farspan"
    region          = "westeurope"
    virtual_network = "shop"
    function_cidr   = "10.30.250.0/24"
    instance_cidrs  = ["10.30.0.0/16"]
  }
  office_cidrs = ["10.0.0.0/16"]
}

run "deployment" {
  assert {
    condition     = strcontains(output.router_environment_file, "FARSPAN_ROUTER_LOCATION=dc1\n") && strcontains(output.function_environment_file, "FARSPAN_LOCATION=dc1\n")
    error_message = "Home's router and function get their settings."
  }

  assert {
    condition     = length(output.records) == 12
    error_message = "The map's first state has head, tool, weights, traffic and three functions."
  }

  assert {
    condition     = module.standby.store.url == var.home.store.url
    error_message = "The standby writes into home's ledger."
  }
}
