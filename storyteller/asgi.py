import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import CookieMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyteller.settings")
http = get_asgi_application()

from stories.routing import sockets  # noqa: E402 (the models need the application)

application = ProtocolTypeRouter({"http": http, "websocket": AllowedHostsOriginValidator(CookieMiddleware(URLRouter(sockets)))})
