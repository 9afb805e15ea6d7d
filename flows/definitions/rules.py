"""Every rule a conversation names: lists and texts for screens. Decisions live in ``flows.rules``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.definitions.rules_find import RULES_FIND
from flows.definitions.rules_onward import RULES_ONWARD
from flows.definitions.rules_own import RULES_OWN
from flows.definitions.rules_people import RULES_PEOPLE
from flows.definitions.rules_recipients import RULES_RECIPIENTS
from flows.definitions.rules_records import RULES_RECORDS
from flows.definitions.rules_referral import RULES_REFERRAL
from flows.definitions.rules_screening import RULES_SCREENING
from flows.definitions.rules_shelters import RULES_SHELTERS
from flows.definitions.rules_talks import RULES_TALKS
from flows.definitions.staff_rules import STAFF_RULES
from flows.engine.flow import Rule

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        **RULES_PEOPLE,
        **RULES_OWN,
        **RULES_SCREENING,
        **RULES_RECIPIENTS,
        **RULES_REFERRAL,
        **STAFF_RULES,
        **RULES_RECORDS,
        **RULES_TALKS,
        **RULES_ONWARD,
        **RULES_FIND,
        **RULES_SHELTERS,
        **RULES_FIND,
    }
)
