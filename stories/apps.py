from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    name = "stories"
    verbose_name = _("Storyteller")

    def ready(self) -> None:
        import stories.checks  # noqa: F401
