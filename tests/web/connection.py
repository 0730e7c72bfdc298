"""A connection to the page's server that can be cut and mended, as in a train."""

from __future__ import annotations

import contextlib
import socket
import threading


class Connection:
    """Passes bytes to a port of this machine and back, at `self.port`, while it is up."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._is_up = True
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._is_up = False
        self._end(self._open)
        self._open = []

    def mend(self) -> None:
        self._is_up = True

    def close(self) -> None:
        self.cut()
        self._end([self._listener])

    def _accept(self) -> None:
        with self._listener, contextlib.suppress(OSError):
            while True:
                near = self._listener.accept()[0]
                if not self._is_up:
                    near.close()
                    continue
                far = socket.create_connection(("localhost", self._to))
                self._open += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with one:
            with contextlib.suppress(OSError):
                while data := one.recv(1 << 16):
                    other.sendall(data)
            self._end([one, other])

    @staticmethod
    def _end(sockets: list[socket.socket]) -> None:
        for each in sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
