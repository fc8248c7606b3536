"""A mail server on this machine that does as it is told, and keeps what it accepted."""

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller

ACCEPTED = "250 OK"
HANG_UP_AFTER_DATA, HANG = "hang up after data", "hang"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Script:
    """`answers` to the recipients one after the other, `data` to the texts; after the last one all is accepted.

    `slow`: seconds it thinks about each text.
    """

    answers: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    sender: list[str] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    slow: float = 0

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802  # the library's name
        if self.sender:
            return self.sender.pop(0)
        envelope.mail_from = address
        return ACCEPTED

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  # the library's name
        answer = self.answers.pop(0) if self.answers else ACCEPTED
        if answer == HANG:
            await asyncio.sleep(30)
        if answer == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # the library's name
        answer = self.data.pop(0) if self.data else ACCEPTED
        await asyncio.sleep(self.slow)
        if answer == HANG:
            await asyncio.sleep(30)
        if answer in {ACCEPTED, HANG_UP_AFTER_DATA}:
            self.messages.append(message_from_bytes(envelope.content, policy=default))
            self.recipients.append(envelope.rcpt_tos)
        if answer == HANG_UP_AFTER_DATA:
            server.transport.abort()
        return answer

    @property
    def subjects(self):
        return [message["Subject"] for message in self.messages]


@contextlib.contextmanager
def mail_server(script: Script, port: int | None = None):
    """Runs until the block ends; gives the port."""
    controller = Controller(script, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def sent_through(settings, port: int) -> None:
    """Django's own mail backend, and a server that is given up on quickly."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = None
    settings.EMAIL_TIMEOUT = 1
