# One location and home, both in AWS: the smallest deployment there is.

module "aws1" {
  source = "../../modules/aws-location"

  location     = "aws1"
  package      = { path = "${var.packages}/function.zip" }
  trusted_keys = [var.home_public_key]
  map          = module.map.servers

  network = {
    vpc_id         = var.network.vpc_id
    subnet_ids     = var.network.private_subnet_ids
    instance_cidrs = var.network.instance_cidrs
  }
}

module "map" {
  source = "../../modules/location-map-route53"

  zone = var.zone

  applications = {
    (var.application.name) = {
      home      = "aws1"
      tool      = { host = "router.${var.zone}" }
      functions = { aws1 = module.aws1.endpoint }
      traffic   = { aws1 = { target = var.application.load_balancer, weight = 100 } }
    }
  }
}

module "home" {
  source = "../../modules/home"

  package    = { path = "${var.packages}/router.zip" }
  map_policy = module.map.router_policy

  settings = {
    location            = "aws1"
    applications        = [var.application.name]
    map_environment     = module.map.router_environment
    traffic_environment = module.map.traffic_environment[var.application.name]
    tool                = { host = "router.${var.zone}" }
  }

  network = {
    vpc_id              = var.network.vpc_id
    subnet_id           = var.network.private_subnet_ids[0]
    database_subnet_ids = var.network.private_subnet_ids
    client_cidrs        = var.network.office_cidrs
    function_cidrs      = var.network.instance_cidrs
  }
}

resource "aws_route53_record" "router" {
  zone_id = module.map.router_environment.FARSPAN_MAP_ROUTE53_HOSTED_ZONE_ID
  name    = "router.${var.zone}"
  type    = "A"
  ttl     = 30
  records = [module.home.address]
}
