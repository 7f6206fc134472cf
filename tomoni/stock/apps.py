"""Stock joins the house: its feeds, pages, commands, jobs, what people may tell it."""

from __future__ import annotations

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "tomoni.stock"
    label = "stock"

    def ready(self) -> None:
        from tomoni.registry.rooms import rooms
        from tomoni.stock import config, joining

        rooms.check_config("stock", config.problems)
        joining.join(rooms)
