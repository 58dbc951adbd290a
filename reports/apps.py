from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Connect the listeners."""
        import reports.listeners  # noqa: F401, PLC0415 - receivers register on import
