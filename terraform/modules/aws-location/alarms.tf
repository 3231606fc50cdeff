locals {
  alarms = {
    errors = {
      metric      = "Errors"
      description = "The function of ${var.location} fails. Its log group says why; Farspan shows FUNCTION_DOWN."
      threshold   = 5
      statistic   = "Sum"
    }
    throttles = {
      metric      = "Throttles"
      description = "The function of ${var.location} is throttled. Raise reserved_concurrency; Farspan shows FUNCTION_THROTTLED."
      threshold   = 1
      statistic   = "Sum"
    }
    duration = {
      metric      = "Duration"
      description = "Calls of ${var.location} come close to the timeout of ${var.function.timeout_s} s and will be cut off."
      threshold   = var.function.timeout_s * 900
      statistic   = "Maximum"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "function" {
  for_each = local.alarms

  alarm_name          = "${local.function_name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = "AWS/Lambda"
  metric_name         = each.value.metric
  dimensions          = { FunctionName = aws_lambda_function.function.function_name }
  statistic           = each.value.statistic
  period              = 60
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching" # no calls, no trouble
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
  tags                = local.tags
}
