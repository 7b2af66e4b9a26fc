"""A mail server for the test of Violet: real SMTP on loopback, with TLS from the first byte and a login.

Says its port in the first line. Each mail it takes is one line of JSON after that: sender, recipients, and the message as
it came. A file of orders changes its mood: "refuse", "greylist" or "drop" for the next mail, one a line.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

LOGIN = LoginPassword(b"violet@office.example", b"the mail password")


class Mailbox:
    """Takes mail and tells of it."""

    def __init__(self, orders: Path):
        self.orders = orders

    def order(self) -> str:
        """The next order, which is used up by it."""
        lines = self.orders.read_text().splitlines() if self.orders.exists() else []
        if lines:
            self.orders.write_text("\n".join(lines[1:]))
        return lines[0] if lines else ""

    async def handle_DATA(self, server, session, envelope):
        order = self.order()
        if order == "refuse":
            return "550 5.1.1 There is no such mailbox"
        if order == "greylist":
            return "451 4.7.1 Try again later"
        if order == "drop":
            server.transport.abort()
            return "421 gone"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": str(message["subject"]),
            "headers": message.keys(),
            "text": parts.get("text/plain", ""),
            "html": parts.get("text/html", ""),
        }
        print(json.dumps(mail), flush=True)
        return "250 2.0.0 Taken"


def sign_in(server, session, envelope, mechanism, data):
    """Only the one account."""
    return AuthResult(success=isinstance(data, LoginPassword) and data == LOGIN)


async def main(certificate: str, key: str, orders: str):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    mailbox = Mailbox(Path(orders))

    def connection():
        # The connection itself is encrypted, so a password may be asked for.
        return SMTP(mailbox, hostname="localhost", authenticator=sign_in, auth_required=True, auth_require_tls=False)

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0, ssl=tls)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
