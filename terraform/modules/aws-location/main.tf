locals {
  function_name = "${var.name}-${var.location}"
  handler       = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest"
  callers       = var.url.authorization == "NONE" ? ["*"] : var.url.principals
  tags          = merge(var.tags, { "farspan:location" = var.location })

  publishes = var.kafka != null && var.collection.enabled

  # What aws-msk-iam-auth needs (https://github.com/aws/aws-msk-iam-auth).
  iam_client = <<-EOT
    security.protocol=SASL_SSL
    sasl.mechanism=AWS_MSK_IAM
    sasl.jaas.config=software.amazon.msk.auth.iam.IAMLoginModule required;
    sasl.client.callback.handler.class=software.amazon.msk.auth.iam.IAMClientCallbackHandler
  EOT

  # A location writes its own topics and no others: that is how readers know who speaks.
  topics = var.kafka == null ? [] : [
    for pair in setproduct(var.kafka.applications, ["log", "metric", "notification"]) :
    "${var.kafka.topic_prefix}.${pair[0]}.${var.location}.${pair[1]}"
  ]

  environment = merge(
    {
      FARSPAN_LOCATION       = var.location
      FARSPAN_TRUSTED_KEYS   = join(",", var.trusted_keys)
      FARSPAN_MAP_ZONE       = var.map.zone
      FARSPAN_MAP_SERVERS    = join(",", var.map.servers)
      FARSPAN_AGENT_NETWORKS = join(",", var.network.instance_cidrs)
      FARSPAN_AGENT_PATH     = var.agents.path

      # A function that is out of memory answers nothing; when it ends, the platform starts a new one.
      JAVA_TOOL_OPTIONS = "-XX:+ExitOnOutOfMemoryError"
    },
    var.agents.user == null ? {} : { FARSPAN_AGENT_USER = var.agents.user },
    var.agent_password == null ? {} : { FARSPAN_AGENT_PASSWORD = var.agent_password },
    var.kafka == null ? {} : {
      FARSPAN_KAFKA_SERVERS        = var.kafka.servers
      FARSPAN_KAFKA_TOPIC_PREFIX   = var.kafka.topic_prefix
      FARSPAN_KAFKA_CLIENT         = coalesce(var.kafka.client, local.iam_client)
      FARSPAN_PUBLISH_APPLICATIONS = join(",", var.kafka.applications)
    },
  )
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${local.function_name}"
  retention_in_days = var.logs.retention_days
  kms_key_id        = var.logs.kms_key_arn
  tags              = local.tags
}

resource "aws_lambda_function" "function" {
  function_name = local.function_name
  description   = "Farspan: management and troubleshooting calls of ${var.location}"
  role          = aws_iam_role.function.arn

  filename         = var.package.path
  source_code_hash = coalesce(var.package.base64sha256, filebase64sha256(var.package.path))
  handler          = local.handler
  runtime          = var.function.runtime
  architectures    = [var.function.architecture]
  layers           = var.function.layers
  publish          = true # SnapStart and the alias are of versions

  memory_size                    = var.function.memory_mb
  timeout                        = var.function.timeout_s
  reserved_concurrent_executions = var.function.reserved_concurrency

  environment {
    variables = local.environment
  }

  vpc_config {
    subnet_ids         = var.network.subnet_ids
    security_group_ids = [aws_security_group.function.id]
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function.name
  }

  dynamic "snap_start" {
    for_each = var.function.snap_start ? [true] : []

    content {
      apply_on = "PublishedVersions"
    }
  }

  tags = local.tags

  depends_on = [aws_iam_role_policy.function]
}

# What callers hold on to while versions come and go: an upgrade is the alias pointing to the next version.
resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "What the location map names"
  function_name    = aws_lambda_function.function.function_name
  function_version = aws_lambda_function.function.version
}

resource "aws_lambda_function_url" "live" {
  function_name      = aws_lambda_function.function.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = var.url.authorization
}

# Function URLs made since October 2025 want lambda:InvokeFunction beside lambda:InvokeFunctionUrl
# (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html). Version 5 of the provider cannot limit it to calls that
# come through the URL; whoever invokes the function directly instead meets the same check of the call token.
resource "aws_lambda_permission" "url" {
  for_each = {
    for pair in setproduct(local.callers, ["InvokeFunctionUrl", "InvokeFunction"]) :
    "${pair[1]} by ${pair[0]}" => { principal = pair[0], action = pair[1] }
  }

  statement_id           = "${each.value.action}-${substr(sha256(each.value.principal), 0, 8)}"
  action                 = "lambda:${each.value.action}"
  function_name          = aws_lambda_function.function.function_name
  qualifier              = aws_lambda_alias.live.name
  principal              = each.value.principal
  function_url_auth_type = each.value.action == "InvokeFunctionUrl" ? var.url.authorization : null
}
