resource "aws_scheduler_schedule_group" "collection" {
  name = local.function_name
  tags = local.tags
}

data "aws_iam_policy_document" "assume_scheduler" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    # Or another account's schedule could make the service use this role (the confused deputy).
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "scheduler" {
  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_alias.live.arn]
  }
}

resource "aws_iam_role" "scheduler" {
  name               = "${local.function_name}-collect"
  description        = "Lets the schedule invoke Farspan's function of ${var.location}"
  assume_role_policy = data.aws_iam_policy_document.assume_scheduler.json
  tags               = local.tags
}

resource "aws_iam_role_policy" "scheduler" {
  name   = "invoke"
  role   = aws_iam_role.scheduler.id
  policy = data.aws_iam_policy_document.scheduler.json
}

# A call of /v1/collect in the shape of a Function URL's events, which is what the function understands.
resource "aws_scheduler_schedule" "collection" {
  name                = "collect"
  group_name          = aws_scheduler_schedule_group.collection.name
  description         = "Telemetry of ${var.location}"
  schedule_expression = var.collection.schedule
  state               = var.collection.enabled ? "ENABLED" : "DISABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_alias.live.arn
    role_arn = aws_iam_role.scheduler.arn

    input = jsonencode({
      version         = "2.0"
      rawPath         = "/v1/collect"
      headers         = { "content-type" = "application/json" }
      requestContext  = { http = { method = "POST", path = "/v1/collect" } }
      body            = "{}"
      isBase64Encoded = false
    })

    retry_policy {
      maximum_retry_attempts       = 0 # the next run collects what this one did not
      maximum_event_age_in_seconds = 60
    }
  }
}
