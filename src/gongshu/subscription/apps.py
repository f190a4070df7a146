from django.apps import AppConfig


class SubscriptionConfig(AppConfig):
    """Data of a grant handed over into a table of its receiver by the clock (订阅)."""

    name = "gongshu.subscription"
    label = "subscription"
