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
    resources = [aws_lambda_alias.timer.arn]
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

# By this alias comes the schedule and nobody else: strangers may be allowed to invoke the alias live, where a call needs a
# token, which a schedule cannot sign. Lambda tells the function by which alias it was invoked.
resource "aws_lambda_alias" "timer" {
  name             = "timer"
  description      = "What the schedule invokes"
  function_name    = aws_lambda_function.function.function_name
  function_version = aws_lambda_function.function.version
}

# The scheduler's own policy ends when Lambda has taken the event. Without this, Lambda keeps one for which there is no room for
# six hours, and runs a failed one twice more.
resource "aws_lambda_function_event_invoke_config" "timer" {
  function_name                = aws_lambda_function.function.function_name
  qualifier                    = aws_lambda_alias.timer.name
  maximum_event_age_in_seconds = 60 # the least there is, and by then the next one has come
  maximum_retry_attempts       = 0
}

resource "aws_scheduler_schedule" "collection" {
  name                = "publish"
  group_name          = aws_scheduler_schedule_group.collection.name
  description         = "Telemetry of ${var.location} to Kafka"
  schedule_expression = var.collection.schedule
  state               = local.publishes ? "ENABLED" : "DISABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_alias.timer.arn
    role_arn = aws_iam_role.scheduler.arn
    input    = jsonencode({ timer = "publish" })

    retry_policy {
      maximum_retry_attempts       = 0 # the next run publishes what this one did not
      maximum_event_age_in_seconds = 60
    }
  }
}
