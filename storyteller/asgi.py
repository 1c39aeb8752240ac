import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyteller.settings")
http = get_asgi_application()

from stories.consumers import send_readers_on  # noqa: E402 (the models need the application)
from stories.routing import sockets  # noqa: E402
from storyteller.departure import Departure  # noqa: E402
from storyteller.heads import HeadsOnly  # noqa: E402
from storyteller.origin import SameOrigin  # noqa: E402
from storyteller.proxies import Proxies  # noqa: E402
from storyteller.quiet import collect_seldom  # noqa: E402

doors = ProtocolTypeRouter({"http": http, "websocket": SameOrigin(CookieMiddleware(URLRouter(sockets)))})
application = Departure(Proxies(HeadsOnly(doors), settings.TRUSTED_PROXIES), send_readers_on)
collect_seldom()
