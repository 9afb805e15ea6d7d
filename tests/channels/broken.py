"""Toys that break one promise each, and the point of the contract that must catch it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flows.engine.said import Pressed, Typed
from handlers.channel import (
    Address,
    ChannelError,
    Incoming,
    Limits,
    Memory,
    Refused,
    Unavailable,
    UndecodableError,
)
from handlers.shown import Block, Button, Shown
from tests.channels import contract
from tests.channels.contract import Check
from tests.channels.letter_box import Slip
from tests.channels.slips import LIMITS, SlipsChannel


class FewButtons(SlipsChannel):
    limits = replace(LIMITS, buttons=8)


class LosesTheLastButton(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        fewer = replace(shown, buttons=shown.buttons[:-1])
        return await super().send(address, fewer, memory)


class ForgetsTheScreen(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        return await super().send(address, replace(shown, screen=""), memory)


class MixesUpTwoButtons(SlipsChannel):
    def parse(self, payload: bytes) -> Incoming | None:
        incoming = super().parse(payload)
        match incoming and incoming.said:
            case Pressed("yes", screen):
                return replace(incoming, said=Pressed("no", screen)) if incoming else None
        return incoming


class CutsLabels(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        cut = tuple(replace(one, label=one.label[:20]) for one in shown.buttons)
        return await super().send(address, replace(shown, buttons=cut), memory)


class HidesTicks(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        plain = tuple(replace(one, ticked=None) for one in shown.buttons)
        return await super().send(address, replace(shown, buttons=plain), memory)


class CutsWhatIsLong(SlipsChannel):
    async def _laid(self, address: str, slip: Slip) -> ChannelError | None:
        return await super()._laid(address, replace(slip, text=slip.text[:300]))


class HidesProblems(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        rest = tuple(one for one in shown.blocks if one.kind != "problem")
        return await super().send(address, replace(shown, blocks=(*rest, Block("text", "…"))), memory)


class LeadsNowhere(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        blocks = tuple(replace(one, url="") for one in shown.blocks)
        return await super().send(address, replace(shown, blocks=blocks), memory)


class LosesFiles(SlipsChannel):
    limits = replace(LIMITS, files="upload")


class ShowsNewsOnce(SlipsChannel):
    """Promises that a screen takes the place of the one before."""

    limits = replace(LIMITS, edits=True)


class TakesTheOffersAway(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        if shown.kept:
            shown = replace(shown, buttons=())
        return await super().send(address, shown, memory)


class ShoutsWhatIsTyped(SlipsChannel):
    def parse(self, payload: bytes) -> Incoming | None:
        incoming = super().parse(payload)
        match incoming and incoming.said:
            case Typed(text):
                return replace(incoming, said=Typed(text.upper())) if incoming else None
        return incoming


class LosesLinks(SlipsChannel):
    def parse(self, payload: bytes) -> Incoming | None:
        incoming = super().parse(payload)
        return incoming and replace(incoming, link=None)


class WritesToWhoeverHasLeft(SlipsChannel):
    def parse(self, payload: bytes) -> Incoming | None:
        incoming = super().parse(payload)
        return incoming and replace(incoming, reachable=None)


class QuotesWhatItCannotRead(SlipsChannel):
    def parse(self, payload: bytes) -> Incoming | None:
        try:
            return super().parse(payload)
        except UndecodableError:
            raise UndecodableError(payload) from None


class LetsItsErrorHoldThePayload(SlipsChannel):
    def parse(self, payload: bytes) -> Incoming | None:
        try:
            return super().parse(payload)
        except UndecodableError as error:
            raise UndecodableError from error


class TakesAnything(SlipsChannel):
    def parse(self, payload: bytes) -> Incoming | None:
        try:
            return super().parse(payload)
        except UndecodableError:
            return Incoming(Address(self.name, "12-7"), Typed(payload.decode("utf-8", "replace")))


class RemembersWords(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        await super().send(address, shown, memory)
        return {"shown": [block.text for block in shown.blocks]}


class RemembersButtons(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        await super().send(address, shown, memory)
        return {"keyboard": [button.label for button in shown.buttons]}


class RemembersEverySlip(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        sent = [*memory.get("sent", ()), len(memory.get("sent", ()))]
        return {**await super().send(address, shown, memory), "sent": sent}


class StartsOverAfterAFault(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:  # noqa: ARG002 - broken so
        return await super().send(address, shown, {})


class SkipsAfterAFault(SlipsChannel):
    """Goes on where it broke, also in another message."""

    def _fingerprint(self, slips: list[Slip]) -> str:  # noqa: ARG002 - that is what is broken
        return "one"


class TellsTheAddress(SlipsChannel):
    async def _laid(self, address: str, slip: Slip) -> ChannelError | None:
        fault = await super()._laid(address, slip)
        return type(fault)(address) if isinstance(fault, Unavailable) else fault


class LetsItsErrorHoldThePosts(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        try:
            return await super().send(address, shown, memory)
        except Unavailable:
            raise Unavailable from None


class GivesUpAtOnce(SlipsChannel):
    async def _laid(self, address: str, slip: Slip) -> ChannelError | None:
        return Refused() if await super()._laid(address, slip) is not None else None


class IsInAHurry(SlipsChannel):
    async def _laid(self, address: str, slip: Slip) -> ChannelError | None:
        fault = await super()._laid(address, slip)
        if hasattr(fault, "after"):
            fault.after = 1.0  # type: ignore[union-attr]
        return fault


class PromisesToDelete(SlipsChannel):
    limits: Limits = replace(LIMITS, deletes=True)


class RemembersWhatWasCleared(SlipsChannel):
    async def clear(self, address: str, memory: Memory, *, protected_only: bool = False) -> Memory:
        return {**await super().clear(address, memory, protected_only=protected_only), "cleared": 1}


class CannotClearTwice(SlipsChannel):
    async def clear(self, address: str, memory: Memory, *, protected_only: bool = False) -> Memory:
        if not memory:
            raise Refused
        return await super().clear(address, memory, protected_only=protected_only)


class RaisesWhereNobodyWaits(SlipsChannel):
    async def acknowledge(self, incoming: Incoming) -> None:
        if incoming.receipt is not None:
            raise Unavailable


class ClosesOnce(SlipsChannel):
    closed = False

    async def close(self) -> None:
        if self.closed:
            raise RuntimeError
        self.closed = True


class MakesUpButtons(SlipsChannel):
    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        more = (*shown.controls, Button("@other", "Інше"))
        return await super().send(address, replace(shown, controls=more), memory)


BROKEN: Mapping[type[SlipsChannel], Check] = {
    FewButtons: contract.its_limits_are_such_as_the_conversations_need,
    ShoutsWhatIsTyped: contract.words_come_back_as_they_were_typed,
    LosesLinks: contract.a_start_is_the_menu_and_carries_its_link,
    WritesToWhoeverHasLeft: contract.whoever_leaves_is_out_of_reach,
    LosesTheLastButton: contract.every_button_comes_back_as_the_choice_it_was,
    MakesUpButtons: contract.every_button_comes_back_as_the_choice_it_was,
    ForgetsTheScreen: contract.every_button_comes_back_as_the_choice_it_was,
    MixesUpTwoButtons: contract.every_button_comes_back_as_the_choice_it_was,
    CutsLabels: contract.every_button_says_its_label_and_its_tick,
    HidesTicks: contract.every_button_says_its_label_and_its_tick,
    CutsWhatIsLong: contract.every_word_reaches_her,
    HidesProblems: contract.every_word_reaches_her,
    LeadsNowhere: contract.every_word_reaches_her,
    LosesFiles: contract.a_file_comes_with_its_words_or_the_program_sends_a_link,
    ShowsNewsOnce: contract.what_is_kept_stays_and_a_screen_follows_a_screen,
    TakesTheOffersAway: contract.what_is_kept_stays_and_a_screen_follows_a_screen,
    QuotesWhatItCannotRead: contract.nothing_strange_breaks_the_door,
    LetsItsErrorHoldThePayload: contract.nothing_strange_breaks_the_door,
    TakesAnything: contract.what_another_channel_brought_is_never_taken_for_ones_own,
    RemembersWords: contract.memory_holds_no_words_and_does_not_grow,
    RemembersButtons: contract.memory_holds_no_words_and_does_not_grow,
    RemembersEverySlip: contract.memory_holds_no_words_and_does_not_grow,
    StartsOverAfterAFault: contract.a_retry_after_a_half_sent_message_doubles_nothing,
    SkipsAfterAFault: contract.a_retry_after_a_half_sent_message_doubles_nothing,
    TellsTheAddress: contract.every_fault_says_what_to_do_and_quotes_nothing,
    LetsItsErrorHoldThePosts: contract.every_fault_says_what_to_do_and_quotes_nothing,
    GivesUpAtOnce: contract.every_fault_says_what_to_do_and_quotes_nothing,
    IsInAHurry: contract.every_fault_says_what_to_do_and_quotes_nothing,
    PromisesToDelete: contract.what_can_be_taken_away_goes_and_a_fault_is_no_loss,
    RemembersWhatWasCleared: contract.what_can_be_taken_away_goes_and_a_fault_is_no_loss,
    CannotClearTwice: contract.clearing_where_nothing_is_left_is_no_fault,
    RaisesWhereNobodyWaits: contract.acknowledging_and_closing_never_raise,
    ClosesOnce: contract.acknowledging_and_closing_never_raise,
}
