"""The app, as Django's registry knows it."""

from django.apps import AppConfig

from app.services.registry import Services
from app.wiring import build_services


class ConduitConfig(AppConfig):
    name = "app"
    services: Services

    def start(self) -> None:
        """Build the services. Not in `ready`: that runs for every management command and must leave databases alone."""
        self.services = build_services()
