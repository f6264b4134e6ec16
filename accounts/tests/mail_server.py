"""A mail server that takes what it is told, and then answers as a test wants it to."""

import socketserver
import threading
from contextlib import contextmanager

# What it says to the whole mail: nothing for as long as the block lasts, or nothing and it hangs up.
LATE, HANGS_UP = "late", "hangs up"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        server = self.server
        self.say("220 mail.example")
        for line in self.rfile:
            word = line.split()[0].upper().decode()
            if word == "DATA":
                self.say("354 go on")
                mail = b""
                for part in iter(self.rfile.readline, b".\r\n"):
                    mail += part
                server.taken.append(mail.decode())
                if server.answer == HANGS_UP:
                    return
                if server.answer == LATE:
                    server.ended.wait(10)
                    return
                self.say(server.answer)
            elif word == "RCPT":
                self.say(server.recipient)
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 mail.example")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server(answer="250 taken", recipient="250 known"):
    """The server on a port of its own (`server_address`); `taken` are the mails that it was given."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.answer, server.recipient, server.taken, server.ended = answer, recipient, [], threading.Event()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()
