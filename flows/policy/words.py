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

FIELDS = ("name", "contact", "contact_way", "need", "gist", "profile", "plan", "level")
"""What a consent can cover: nothing else is passed on. ``profile``: answers to the region's own questions."""
DUTY_FIELDS = ("name", "contact", "contact_way", "level")
"""The most that goes along a duty to report, without consent: who, how to reach them safely, how grave it is.
No story and no plan: besides, only the ground and whom to ask (the common core, 4)."""
SENDERS = ("specialist", "head", "either")
CHILDREN = ("beside", "leads")
FIRST_CONTACTS = ("lead", "sender_until_replaced")
CLOSINGS = ("contact", "resolved", "stabilised", "adapted")
ASKED = ("first", "last")
"""When a region's own question comes: before the other lists of a screening, or after the need was named."""
PROCEDURES = (
    "lost_documents",
    "child_status",
    "settling",
    "housing_inventory",
    "heirless_property",
    "accessibility",
    "interaction_order",
)
"""Guided lists of steps that a region may offer (``flows.procedures``)."""
PAYERS = ("community", "region", "state", "donor", "unknown")
"""Who pays for what exceeds a community's powers (practice ``who_pays``)."""
CASE_STATES = ("screening", "waiting", "sent", "accepted", "contacted", "working", "silent", "done")
"""Where a case can stand, for the step of the algorithm it is at; ``screening``: before there is a case."""
ACTIONS = (
    "screening", "sent", "signoff", "work", "desk", "danger",
    "procedures", "groups", "publications", "overview", "wellbeing",
)  # fmt: skip
"""What a step of the algorithm leads to at a press."""
SHAPES = ("corridors", "phases", "stages", "administration", "challenges", "working_group")
PRACTICES = (
    "deidentified_exchange",  # the team exchanges aid given or planned without names (Rivne)
    "group_head",  # a working group names at planning who leads it (Poltava)
    "indicators",  # indicators go to staff, who say that they have read them (Khmelnytskyi)
    "no_documents_asked",  # basic aid is given without asking for documents (Dnipropetrovsk)
    "overview",  # the region watches over the terms of its communities (Khmelnytskyi)
    "placements",  # where a person was settled is noted, and ends apart from the case (Zhytomyr)
    "problem_first",  # a working group is called around a problem already named (Poltava)
    "wellbeing_check",  # the staff's own strain is watched, in figures only (Cherkasy)
    "who_pays",  # a case that exceeds the community's powers notes who pays (Volyn)
    "work_first",  # skills and vacancies before all but safety (Ternopil)
    "working_groups",  # a problem is solved by a working group with a roadmap (Kyiv region)
)

TERMS = ("acknowledgement", "first_contact", "outer", "asked")
"""What a stage of the ladder belongs to; ``asked``: the person was asked whether she got there."""

HEARERS = ("duty", "lead", "deputy", "coordinator", "specialist", "person")
