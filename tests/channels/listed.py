"""The channels that must keep the contract: each by its name, and how a test stands it up."""

from __future__ import annotations

from collections.abc import Mapping

from tests.channels.on_slips import OnSlips
from tests.channels.on_telegram import OnTelegram
from tests.channels.on_viber import OnViber
from tests.channels.on_web import OnWeb
from tests.channels.platform import Platform

LISTED: Mapping[str, type[Platform]] = {one.name: one for one in (OnTelegram, OnViber, OnWeb, OnSlips)}
