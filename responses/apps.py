from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "responses"

    def ready(self) -> None:
        """Connect the listeners."""
        import responses.listeners  # noqa: F401, PLC0415 - receivers register on import
