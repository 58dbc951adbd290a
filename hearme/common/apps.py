from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "hearme.common"
    label = "common"
