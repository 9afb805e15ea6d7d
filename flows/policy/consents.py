"""Ways in which consent was given, as each place says them."""

from __future__ import annotations

from types import MappingProxyType

from flows.engine.message import M

IS = MappingProxyType(
    {
        "oral": M("consent.is_oral", "усна"),
        "electronic": M("consent.is_electronic", "електронна"),
        "paper": M("consent.is_paper", "письмова"),
    }
)
"""What a consent is: on a card, a form, a region's page."""

IN_OWN_COPY = MappingProxyType(
    {
        "oral": M("own_copy.oral", "усно"),
        "electronic": M("own_copy.electronic", "натисканням кнопки"),
        "paper": M("own_copy.paper", "на папері"),
    }
)
"""How she gave it, to herself."""

WHERE = MappingProxyType({"self": ("electronic",), "beside": ("oral", "paper"), "phone": ("oral",)})
"""How it can be given from where the conversation is held: a press counts only on the person's own device."""
