from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "hearme.common"
    label = "common"

    def ready(self) -> None:
        """Connect the receivers."""
        import hearme.common.migrating  # noqa: F401, PLC0415 - receivers register on import
