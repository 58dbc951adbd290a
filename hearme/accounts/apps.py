from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hearme.accounts"
    label = "accounts"
