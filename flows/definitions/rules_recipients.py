"""Glue for a referral: whom this case can go to, how each is listed, and who is ticked already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.definitions.rules_asking import by_herself, led, routed
from flows.engine.conditions import Scope
from flows.engine.message import M
from flows.policy import consents
from flows.policy.bodies import CHILDRENS_SERVICE, PROTECTORS
from flows.policy.words import PROTECTION
from flows.rules.needs import NEEDS
from flows.rules.routing import ANSWERED, WORK_FIRST, Opened, Tracks

Row = dict[str, Any]

_LEADS = M("referral.row_leads", "{name} · веде справу")
_LEADS_HERSELF = M("referral.row_leads_you", "{name} · відповідає за Вашу допомогу")
_PARALLEL = M("referral.row_parallel", "{name} · водночас")
_PARALLEL_HERSELF = M("referral.row_parallel_you", "{name} · допомагає одразу")
_WISHED = M("referral.row_wished", "{name} · обрано Вами")
_IN_PERSON = M("referral.row_in_person", "{name} · лише при зустрічі")
_BY_HAND = M("referral.row_by_hand", "{name} · телефоном або на папері")


def proposals(scope: Scope) -> Row:
    """Whom this case can go to: the leading institution first, then along the tracks, then who else
    stands beside, each once.

    Only institutions that take referrals; for a person on her own only those whose staff get the alert.
    ``preset``: the best one for each track, but for what an answer only offers, or turned down, and for those
    who can't take her consent from here. ``later``: names of the tracks that wait until things are calm.
    """
    routes = routed(scope)
    tracks = [one for one in routes.opened if one.track != "emergency"]
    # Where the leading body is missing, the first of the others leads: none that only an answer called in.
    tracks.sort(key=lambda one: one.reasons == (ANSWERED,))
    own = by_herself(scope)
    about = {track["id"]: track for track in scope.look("facts.region.tracks")}
    able = sorted(
        (
            one
            for one in scope.look("facts.directory") or []
            if one["takes_referrals"] and (one["on_system"] or not own)
        ),
        key=lambda one: (not one["on_system"], not one["on_duty"], not one["open"]),
    )
    rows: dict[str, Row] = {}
    preset: list[str] = []
    leader, *beside = led(scope).bodies
    offered = _offered_bodies(scope, tracks)
    need = scope.look("answers.need")
    by_need = routes.corridor == "standard" and leader == scope.look(f"facts.region.lead.by_need.{need}")
    enough = f"need.{need}" if by_need and any(one["kind"] == leader for one in able) else None
    for track in (one for one in tracks if not one.later):
        fitting = [one for one in able if track.track in one["tracks"] or one["kind"] in track.bodies]
        for one in fitting:
            made = _recipient(scope, one, about[track.track])
            if track.parallel and one["on_system"] and made["reachable"]:
                made["label"] = (_PARALLEL_HERSELF if own else _PARALLEL).json(name=one["name"])
            rows.setdefault(one["id"], made)
        # an ordinary need whose own body answers wants nobody else
        if enough not in track.reasons and not _offered(scope, track):
            preset += [one["id"] for one in fitting[:1] if one["id"] not in preset]
    for body in (leader, *beside):
        one = next((one for one in able if one["kind"] == body), None)
        row = one and (rows.get(one["id"]) or _recipient(scope, one, _along(about, tracks, need, body)))
        if row and body == leader:
            rows, preset = {row["id"]: row, **rows}, [row["id"], *preset]
        elif row:
            rows.setdefault(row["id"], row)
            preset += [row["id"]] if body not in offered else []
    wish = _wished(scope, able, routes, rows)
    if wish is not None:
        made = rows.setdefault(wish["id"], _recipient(scope, wish, _along(about, tracks, need, wish["kind"])))
        if made["reachable"]:
            made["label"] = _WISHED.json(name=made["name"])
        preset.append(made["id"])
    recipients = list(rows.values())
    for row in recipients[:1]:
        if row["reachable"]:
            row["label"] = (_LEADS_HERSELF if own else _LEADS).json(name=row["name"])
    preset = [id_ for id_ in dict.fromkeys(preset) if rows[id_]["reachable"]]
    if len(recipients) == 1:  # where there is no choice, the consent that follows asks
        preset = list(rows)
    return {
        "recipients": recipients,
        "preset": preset,
        "later": [about[one.track]["name"] for one in tracks if one.later],
        "stale": [row["name"] for row in recipients if row["stale"]] if not own else [],
        "protection_first": routes.protection_first and len(recipients) > 1,
    }


def _wished(scope: Scope, able: Sequence[Row], routes: Tracks, rows: Mapping[str, Row]) -> Row | None:
    """Whom she came here to ask for, where that changes nothing of what must be: in danger, and while
    protection comes first, only those are asked whom the case itself leads to; nor does a wish make anybody
    lead a managed case that nobody else would."""
    wish = next((one for one in able if one["id"] == scope.look("answers.wish")), None)
    if wish is None or wish["id"] in rows:
        return wish
    urgent = scope.look("answers.verdict.emergency") or routes.corridor == "urgent"
    danger = urgent or routes.protection_first
    alone = not rows and scope.look("answers.verdict.managed")
    return None if danger or alone else wish


def _offered(scope: Scope, track: Opened) -> bool:
    """Whether it is open to be offered only: the signs don't ask for it, nor does she."""
    offers = scope.look("answers.found.own.offers") or ()
    return track.track in offers and set(track.reasons) <= {ANSWERED, WORK_FIRST}


def _offered_bodies(scope: Scope, tracks: Sequence[Opened]) -> set[str]:
    """The kinds of institutions that are offered only; who helps along a track that is asked for is not."""
    named = set(scope.look("answers.found.own.offered") or ())
    for one in tracks:
        named |= set(one.bodies) if _offered(scope, one) else set()
    return named - {body for one in tracks if not _offered(scope, one) for body in one.bodies}


def _along(
    about: Mapping[str, Mapping[str, Any]], opened: Sequence[Opened], need: str | None, body: str
) -> Mapping[str, Any]:
    """The track along which such a body is asked in: one that names it; else for whoever protects (the
    police, where they answer for fraud and nobody is in danger) the protection that is open, for everybody
    else what the need asks for. Never the emergency's own."""
    named = [track for id_, track in about.items() if body in track["bodies"] and id_ != "emergency"]
    open_ = [about[one.track] for one in opened if one.track in PROTECTION and not one.later]
    wanted = NEEDS[need].track if need is not None and need in NEEDS else "social"
    others = open_ if body in PROTECTORS else [about[wanted]]
    return next(iter((*named, *others, about["social"])))


def _recipient(scope: Scope, one: Mapping[str, Any], track: Mapping[str, Any]) -> Row:
    region = scope.look("facts.region.consent")
    inform = scope.look("answers.found.path") == "child" and one["kind"] == CHILDRENS_SERVICE
    modes = region["recipients"].get(one["kind"], region["modes"])
    if one.get("consent_modes"):
        modes = [mode for mode in one["consent_modes"] if mode in modes]
    reachable = inform or any(mode in modes for mode in consents.WHERE[scope.look("answers.mode") or "self"])
    words = None if one["on_system"] else _BY_HAND
    words = words if reachable else _IN_PERSON
    return {
        "id": one["id"],
        "kind": one["kind"],
        "label": words.json(name=one["name"]) if words else one["name"],
        "name": one["name"],
        "track": track["id"],
        "purpose": (region.get("purposes") or {}).get(one["kind"]) or track["purpose"],
        "modes": list(modes),
        "sample": bool(one.get("sample")),
        "stale": bool(one.get("stale")),
        "inform": inform,
        "reachable": reachable,
    }


def recipient_rows(scope: Scope) -> list[Row]:
    return list(scope.look("answers.proposed.recipients") or [])


RULES_RECIPIENTS = {
    "referral.proposed": proposals,
    "referral.recipients": recipient_rows,
}
