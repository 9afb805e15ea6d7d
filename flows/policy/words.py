"""The closed lists of words that a region's file may use and a rule understands."""

from __future__ import annotations

from types import MappingProxyType

SIGNALS = MappingProxyType(
    {
        "danger": ("d1", "d2", "d3", "d4"),
        "discrimination": ("i1", "i2", "i3", "i4", "i5"),
        "exploitation": ("e1", "e2", "e3", "e4", "e5", "e6", "e7"),
        "vulnerability": ("v1", "v2", "v3", "v4", "v5", "v6"),
    }
)
"""The catalogue's ids by group (the Odesa list: algorithms.md, the common core, 2). Their words are in
``rules.signals``."""

ALL_SIGNALS = frozenset(one for group in SIGNALS.values() for one in group)

ROWS = ("none", "unclear", "vulnerability", "discrimination", "exploitation", "danger")
"""What can put a case on a grade. ``unclear``: the danger question was skipped."""

NEEDS = (
    "work",
    "training",
    "business",
    "documents",
    "housing",
    "payments",
    "aid",
    "social",
    "legal",
    "psychological",
    "health",
    "child",
    "education",
    "other",
)

PROTECTION = ("emergency", "children", "legal", "labour", "psychological")
TRACKS = (*PROTECTION, "social", "health", "administrative", "education", "employment")
"""The ways a case can go side by side; those of PROTECTION open before the others where there is a risk."""

CORRIDORS = ("standard", "accompanied", "urgent")
MODES = ("oral", "electronic", "paper")
"""How consent was given. A press on a screen is ``electronic``: never ``paper``."""

FIELDS = ("name", "contact", "contact_way", "need", "gist", "plan", "level")
"""What a consent can cover: nothing else is passed on."""
DUTY_FIELDS = ("name", "contact", "contact_way", "level")
"""The most that goes along a duty to report, without consent: who, how to reach them safely, how grave it is.
No story and no plan: besides, only the ground and whom to ask (the common core, 4)."""
SENDERS = ("specialist", "head", "either")
CHILDREN = ("beside", "leads")
FIRST_CONTACTS = ("lead", "sender_until_replaced")
CLOSINGS = ("contact", "resolved", "stabilised", "adapted")
SHAPES = ("corridors", "phases", "stages", "administration", "challenges", "working_group")
PRACTICES = (
    "accessibility",  # the accessibility of shelters is inspected (Ivano-Frankivsk)
    "aggregated_data",  # communities' figures are brought together: no aid twice (Vinnytsia)
    "deidentified_exchange",  # the team exchanges aid given or planned without names (Rivne)
    "free_places",  # free places in shelters are watched (Volyn, Zakarpattia, Lviv …)
    "monthly_meeting",  # what breaks in the route, typical cases without names (Odesa)
    "no_documents_asked",  # basic aid is given without asking for documents (Dnipropetrovsk)
    "wellbeing_check",  # the staff's own strain is watched (Cherkasy)
    "who_pays",  # a case that passes to the region notes who pays (Volyn)
    "work_first",  # skills and vacancies before all but safety (Ternopil)
)

TERMS = ("acknowledgement", "first_contact", "outer", "asked")
"""What a stage of the ladder belongs to; ``asked``: the person was asked whether she got there."""

HEARERS = ("duty", "lead", "deputy", "coordinator", "specialist", "person")
