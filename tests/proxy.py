"""A small TCP proxy between a browser and the house, which cuts its connections on request."""

import asyncio


class Proxy:
    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.connections: set[asyncio.StreamWriter] = set()
        self.is_open = True

    async def __aenter__(self) -> "Proxy":
        self.server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *ended: object) -> None:
        self.server.close()
        self.cut()

    def cut(self) -> None:
        """Reset every connection that is open now."""
        for writer in list(self.connections):
            writer.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.is_open:
            writer.transport.abort()
            return
        house_reader, house_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        await asyncio.gather(self._pass_on(reader, house_writer), self._pass_on(house_reader, writer))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.add(writer)
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            self.connections.discard(writer)
            writer.close()
