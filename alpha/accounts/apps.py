from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "alpha.accounts"
    label = "accounts"
