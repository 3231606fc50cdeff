# Home in a private datacenter, locations there, in AWS and in Azure, and a standby home in AWS. The map is in Route 53,
# which is in no home candidate's hands.

locals {
  trusted_keys = [var.home.public_key, var.standby.public_key]
}

module "aws1" {
  source = "../../modules/aws-location"

  location     = "aws1"
  package      = { path = "${var.packages}/function.zip" }
  trusted_keys = local.trusted_keys
  map          = module.map.servers

  network = {
    vpc_id         = var.aws.vpc_id
    subnet_ids     = var.aws.private_subnet_ids
    instance_cidrs = var.aws.instance_cidrs
  }
}

module "map" {
  source = "../../modules/location-map-route53"

  zone = var.zone

  applications = {
    (var.application.name) = {
      home    = "dc1"
      standby = ["aws1"]
      tool    = { host = var.home.router_host }
      functions = {
        dc1  = { host = var.home.function_host, port = 8443, kind = "server" }
        aws1 = module.aws1.endpoint
        az1  = module.az1.endpoint
      }
      traffic = {
        dc1  = { target = var.application.load_balancers.dc1, weight = 34 }
        aws1 = { target = var.application.load_balancers.aws1, weight = 33 }
        az1  = { target = var.application.load_balancers.az1, weight = 33 }
      }
    }
  }
}

# Home: the settings of a router and of a function that somebody runs in the datacenter.
module "home" {
  source = "../../modules/home-settings"

  location            = "dc1"
  applications        = [var.application.name]
  map_environment     = module.map.router_environment
  traffic_environment = module.map.traffic_environment[var.application.name]
  tool                = { host = var.home.router_host }
  store               = var.home.store
  failover            = { automatic = true }
}

# Home does not run in AWS, so it writes the map with the access keys of a dedicated user, created by hand.
resource "aws_iam_user" "home" {
  name = "farspan-home-dc1"
}

resource "aws_iam_user_policy" "home" {
  name   = "map"
  user   = aws_iam_user.home.name
  policy = module.map.router_policy.json
}

module "standby" {
  source = "../../modules/home"

  name       = "farspan-standby"
  package    = { path = "${var.packages}/router.zip" }
  map_policy = module.map.router_policy

  settings = {
    location            = "aws1"
    applications        = [var.application.name]
    map_environment     = module.map.router_environment
    traffic_environment = module.map.traffic_environment[var.application.name]
    tool                = { host = var.standby.host }
    store               = merge(var.home.store, { secret_arn = var.standby.store_secret_arn })
    failover            = { automatic = true }
  }

  network = {
    vpc_id         = var.aws.vpc_id
    subnet_id      = var.aws.private_subnet_ids[0]
    client_cidrs   = var.office_cidrs
    function_cidrs = concat(var.aws.instance_cidrs, var.azure.instance_cidrs)
  }
}
