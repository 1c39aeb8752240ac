from django.apps import AppConfig


class Layered(AppConfig):
    name = "bench.layered"

    def ready(self) -> None:
        """Raises where there is nothing to replace any more: figures of the wrong carriage would be worse than none."""
        from django.urls import path

        from bench.layered.carriage import GroupConsumer, tell_to_group
        from stories import routing
        from stories.telling import loop

        assert loop.tell and str(routing.sockets[0].pattern) == "ws/stories/<uuid:story_id>/"
        loop.tell = tell_to_group
        routing.sockets[:] = [path("ws/stories/<uuid:story_id>/", GroupConsumer.as_asgi())]
