"""Asking a vendor's server: patient where it is busy, and the token goes nowhere else.

Only https, except on this machine; every address asked has the scheme, host and port of the first
one, redirects included. What is busy or broken off is asked again, longer and longer apart.
"""

import datetime
import random
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx

TRIES = 6  # of one page
LONGEST_WAIT = 600  # seconds, whatever a server asks for
LARGEST_PAGE = 100_000_000  # bytes; real pages have some 300,000
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
PATIENCE = httpx.Timeout(60, connect=15)


class SyncError(ValueError):
    """The sync is refused or cut, and the store stays as it was; the message says what to do."""


@dataclass
class Answer:
    """What came back: the bytes, where from, and the next page's address where a Link header names it."""

    body: bytes
    url: str
    next_link: str | None = None


def checked_address(address):
    """A server's address without its last slash; SyncError where a token would go over the wire bare."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, TypeError):
        raise SyncError("The address is no address: write it as https://api.credly.com.") from None
    if url.userinfo or url.query or url.fragment or not url.host:
        raise SyncError(
            "The address must be a scheme and a host, as in https://api.credly.com: "
            "no user, no password, no question mark."
        )
    if url.scheme != "https" and not (url.scheme == "http" and url.host in THIS_MACHINE):
        raise SyncError(
            f"{url.scheme}://{url.host}: the token would be readable on its way. Name an https:// address."
        )
    return str(url).rstrip("/")


class Client:
    """Asks one server for its pages.

    `refusals` says for a status what is wrong and what to do: {404: "no such organization."}.

    Example:
        with Client("https://api.credly.com", "Basic ...", refusals) as client:
            answer = client.get("https://api.credly.com/v1/...", "credly, page 1")
    """

    def __init__(self, address, authorization, refusals, sleep=time.sleep):
        self._home = httpx.URL(address)
        self._refusals = refusals
        self._sleep = sleep
        self._http = httpx.Client(
            headers={"Authorization": authorization, "Accept": "application/json"},
            timeout=PATIENCE,
            # On this machine no proxy may stand between: it would read the token
            trust_env=self._home.host not in THIS_MACHINE,
        )

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self._http.close()

    def get(self, url, where):
        """The Answer to one page, asked for at most six times. Errors: SyncError."""
        trouble = ""
        for tried in range(1, TRIES + 1):
            wait = random.uniform(0.5, 1) * 2 ** (tried - 1)
            try:
                with self._http.stream("GET", url) as response:
                    if response.status_code == 200:
                        link = response.links.get("next", {}).get("url")
                        return Answer(_body(response, where), url, link)
                    if response.has_redirect_location:
                        url = self.beside(response.headers["location"], url, where)
                        trouble = "it sends from one address to the next"
                        continue
                    trouble = self._busy(response.status_code, where)
                    wait = _asked_to_wait(response.headers.get("retry-after"), wait)
            except httpx.RequestError as error:
                trouble = _broken_off(error)
            if tried < TRIES:
                self._sleep(wait)
        raise SyncError(
            f"{where}: {self._home.host} gave no answer, asked {TRIES} times ({trouble}). "
            "Pages that came are kept: sync again later, and it goes on from here."
        )

    def beside(self, address, url, where):
        """The address that an answer of `url` names, in full; SyncError where it is on another host."""
        try:
            named = httpx.URL(url).join(address)
        except (httpx.InvalidURL, TypeError):
            raise SyncError(f"{where}: the answer names a next address that is none. Sync again.") from None
        same = all(getattr(named, part) == getattr(self._home, part) for part in ("scheme", "host", "port"))
        if not same or named.userinfo:
            raise SyncError(
                f"{where}: the answer sends us to {named.scheme}://{named.netloc.decode()}, and the token "
                f"must not go to another host than {self._home.host}. If that is the vendor's own new "
                "address, name it: --address."
            )
        return str(named)

    def _busy(self, status, where):
        """What is the matter, where it may pass; SyncError where it will not."""
        if status == 429:
            return "too many requests, 429"
        if 500 <= status < 600:
            return f"a fault of the server, {status}"
        why = self._refusals.get(status, "The request is refused. `--all` asks for everything, unfiltered.")
        raise SyncError(f"{where}: {self._home.host} answered {status}. {why}")


def _body(response, where):
    pieces, size = [], 0
    for piece in response.iter_bytes():
        size += len(piece)
        if size > LARGEST_PAGE:
            raise SyncError(f"{where}: more than {LARGEST_PAGE:,} bytes; this is no page of a list.")
        pieces.append(piece)
    return b"".join(pieces)


def _broken_off(error):
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.ConnectError):
        return f"no connection: {error}"
    return "the connection broke off"


def _asked_to_wait(header, otherwise):
    """The seconds that a Retry-After header asks for, as seconds or as a date; at most ten minutes."""
    if not header:
        return otherwise
    try:
        seconds = float(header) if header.strip().isdigit() else _seconds_until(header)
    except ValueError:
        return otherwise
    return min(max(seconds, 0.0), LONGEST_WAIT)


def _seconds_until(header):
    then = parsedate_to_datetime(header)
    if then.tzinfo is None:
        then = then.replace(tzinfo=datetime.UTC)
    return (then - datetime.datetime.now(datetime.UTC)).total_seconds()
