locals {
  owns_store = var.settings.store == null
  store = local.owns_store ? {
    url        = "jdbc:postgresql://${aws_db_instance.ledger[0].endpoint}/farspan?sslmode=verify-full&sslrootcert=/etc/farspan/rds.pem"
    user       = aws_db_instance.ledger[0].username
    secret_arn = aws_db_instance.ledger[0].master_user_secret[0].secret_arn
  } : var.settings.store
  tags = merge(var.tags, { "farspan:location" = var.settings.location })
}

module "settings" {
  source = "../home-settings"

  location            = var.settings.location
  applications        = var.settings.applications
  map_environment     = var.settings.map_environment
  traffic_environment = var.settings.traffic_environment
  tool                = var.settings.tool
  store               = { url = local.store.url, user = local.store.user }
  failover            = var.settings.failover
  oidc_issuer         = var.settings.oidc_issuer
  policy              = var.settings.policy
  heap_mb             = var.settings.heap_mb
}

# The package, for machines that are created later.
resource "aws_s3_bucket" "package" {
  bucket_prefix = "${var.name}-"
  tags          = local.tags
}

resource "aws_s3_bucket_public_access_block" "package" {
  bucket                  = aws_s3_bucket.package.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "package" {
  bucket = aws_s3_bucket.package.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_versioning" "package" {
  bucket = aws_s3_bucket.package.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_object" "package" {
  bucket      = aws_s3_bucket.package.id
  key         = "router.zip"
  source      = var.package.path
  source_hash = filebase64sha256(var.package.path)
  tags        = local.tags

  depends_on = [aws_s3_bucket_server_side_encryption_configuration.package]
}

# Made empty: an administrator puts the values in, so that they are in no state and no plan. The operator guide says how.
resource "aws_secretsmanager_secret" "router" {
  for_each = {
    signing-key = "Home's Ed25519 seed, base64url; functions trust the public key that belongs to it"
    users       = "users.properties: who may log in, with digests of passwords"
    tls         = "JSON: certificate and key (PEM), jmx_key_store (PKCS #12, base64), jmx_key_store_password"
  }

  name_prefix             = "${var.name}-${each.key}-"
  description             = each.value
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 7
  tags                    = local.tags
}

data "aws_ssm_parameter" "ami" {
  count = var.machine.ami_id == null ? 1 : 0

  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${var.machine.architecture}"
}

data "aws_region" "current" {}

data "aws_partition" "current" {}

resource "aws_instance" "router" {
  ami                    = var.machine.ami_id == null ? nonsensitive(data.aws_ssm_parameter.ami[0].value) : var.machine.ami_id
  instance_type          = var.machine.type
  subnet_id              = var.network.subnet_id
  vpc_security_group_ids = [aws_security_group.router.id]
  iam_instance_profile   = aws_iam_instance_profile.router.name

  user_data_replace_on_change = true
  user_data_base64 = base64gzip(templatefile("${path.module}/cloud-init.yaml.tftpl", {
    region           = data.aws_region.current.name
    package_uri      = "s3://${aws_s3_object.package.bucket}/${aws_s3_object.package.key}"
    package_hash     = aws_s3_object.package.source_hash
    environment_file = module.settings.environment_file
    unit             = module.settings.unit
    policy           = coalesce(var.settings.policy, "# nothing beyond what comes with Farspan")
    fetch_secrets    = file("${path.module}/fetch-secrets.sh")
    secrets = {
      SIGNING_KEY_ARN = aws_secretsmanager_secret.router["signing-key"].arn
      USERS_ARN       = aws_secretsmanager_secret.router["users"].arn
      TLS_ARN         = aws_secretsmanager_secret.router["tls"].arn
      STORE_ARN       = local.store.secret_arn
    }
  }))

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required" # IMDSv2: a request forged through the router does not get credentials
    http_put_response_hop_limit = 1
  }

  root_block_device {
    encrypted   = true
    kms_key_id  = var.kms_key_arn
    volume_size = var.machine.disk_gb
    volume_type = "gp3"
  }

  tags = merge(local.tags, { Name = "${var.name}-${var.settings.location}" })

  lifecycle {
    ignore_changes = [ami] # a newer image is taken at the next replacement, not at the next plan
  }
}

resource "aws_db_subnet_group" "ledger" {
  count = local.owns_store ? 1 : 0

  name_prefix = "${var.name}-"
  subnet_ids  = var.network.database_subnet_ids
  tags        = local.tags

  lifecycle {
    precondition {
      condition     = length(var.network.database_subnet_ids) >= 2
      error_message = "The ledger's database needs subnets in two availability zones: network.database_subnet_ids; or give settings.store."
    }
  }
}

resource "aws_db_instance" "ledger" {
  count = local.owns_store ? 1 : 0

  identifier_prefix           = "${var.name}-"
  engine                      = "postgres"
  engine_version              = var.database.version
  instance_class              = var.database.class
  allocated_storage           = var.database.storage_gb
  max_allocated_storage       = var.database.storage_gb * 5
  db_name                     = "farspan"
  username                    = "farspan"
  manage_master_user_password = true # in Secrets Manager, rotated there, in no state
  storage_encrypted           = true
  kms_key_id                  = var.kms_key_arn
  publicly_accessible         = false
  multi_az                    = var.database.multi_az
  db_subnet_group_name        = aws_db_subnet_group.ledger[0].name
  vpc_security_group_ids      = [aws_security_group.ledger[0].id]
  backup_retention_period     = var.database.backup_days
  deletion_protection         = var.database.deletion_protection
  skip_final_snapshot         = false
  final_snapshot_identifier   = "${var.name}-${var.settings.location}-last"
  copy_tags_to_snapshot       = true
  auto_minor_version_upgrade  = true
  tags                        = local.tags
}
