"""What a conversation may know: every name under ``facts.`` and what stands there.

``bot.facts`` loads each at the moment it is looked at, for the person who speaks; reading a case's card is
written to the audit log. All values are JSON; «text» is a message as JSON, «moment» is ``{"at": iso}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_WINDOW = "all, before, left, first, last, next (skip of the next window or None), part, many"
"""Of a long list: answers.skip is where its window begins, answers.sought (a case code) and answers.place (an
institution, on the coordinator's board) narrow it."""

FACTS: Mapping[str, str] = MappingProxyType(
    {
        "me": (
            "{language, region (id or None), region_name, community, onboarded, discreet, channel, "
            "name, has_code (a return code is given out), staff (id or None), roles: [..], is_staff, "
            "institution (id), institution_name, houses (people live there), away}"
        ),
        "languages": "[{id, label}] offered",
        "regions": (
            "[{id, label, authorities: [region ids]}] all regions of Ukraine; of the authorities, if there "
            "are any, one is named"
        ),
        "communities": "[{id, label}] known communities of the region in answers.region (may be empty)",
        # addresses: of the page that names our true addresses
        "operator": "{name, contact, addresses}: who runs this installation; empty strings where not set",
        # answers.authority, where it is one of the region's, stands for the region here and in what follows
        "region": "the policy of the person's region: flows.regions.schema.Region.facts()",
        "emergency": "[{number, name, hours}] 102, 103, 101, 112",
        "hotlines": "[{number, name, hours}] all help lines of the region",
        "lines": (
            "{safety, gas, children, legal, psychological, government: [{number, name, hours}]}: the few to "
            "call in one matter (flows.regions.hotlines.MATTERS)"
        ),
        "directory": (
            "[{id, name (text; says «зразок» for samples), kind, tracks, on_system, "
            "takes_referrals, open (now), on_duty, phone, address, sample, stale (nobody has "
            "confirmed its records lately), consent_modes}] "
            "institutions of the region"
        ),
        "heads": "how many heads of her institution are there now to sign, but herself",
        "cases": (
            "the person's own: [{case, code, level, level_label, opened (moment), state, referrals: "
            "[{referral, institution (text), on_system, institution_id, state, state_label (text), due "
            "(moment|None), lead (name or None), lead_id (staff id or None), show (bool: a sample where "
            "nobody works), watched (bool: a coordinator hears when the term passes)}]}]"
        ),
        "consents": (
            "the person's own that hold: [{consent, code, institution, institution_name, fields: "
            "[text], until (moment)}]"
        ),
        "readers": "[text]: who opened the person's card and when, newest first",
        "letters": (
            "the person's own, read on her screen only: {talks: [{id (referral), label (text)}], unread (how "
            "many), only (id of the one talk, or None), open: the talk of answers.referral, read from then "
            "on: {institution, code, lines: [text], may_reply} or None}"
        ),
        "talk": (
            "the person's own: {running (id of the talk that waits or goes on, or None), open: answers.talk, "
            "else the running one: {talk, state (waiting | open | over), word (what both call it by), who "
            "(the specialist's institution, or None), lines: [text], danger (as in «danger», of what she "
            "said last, or None)} or None}"
        ),
        "talk_cover": "{there}: whether somebody is there now to talk to the person",
        "talks": (
            "for whoever meets people, else None: {until (moment till which she can be asked, or None), mine "
            "(the talk she is in, or None), open: answers.talk, if it is hers: {talk, state, word, lines "
            "(none once it is over)} or None}"
        ),
        "talks_waiting": "[{id (talk), label (text)}] who waits in her region for somebody to talk to",
        "unanswered": (
            "for whoever keeps the directory, else None: {count (of questions that wait), rows: [{id, "
            "label}] asked most first, one: answers.question: {words, times, first, last (days), settled} "
            "or None}"
        ),
        "procedures": (
            "[{id (key), label (text: title, how far)}] the guided lists offered here to whoever asks; with "
            "answers.referral those for its case (audited)"
        ),
        "procedure": (
            "the list of answers.procedure as it stands for whoever asks (with answers.referral for its "
            "case, audited): {id, title, aim, source, checked_on, template (something is still to be "
            "settled), own (told to the person herself), shared (the institution's), begun, finished, done, "
            "all, next (id of the first step not ticked, or None), next_title, lines: [text], rows: [{id, "
            "label}], case, code (of the case, or None), step: that of answers.step, or None: {id, number, "
            "title, does, without, documents: [text], bodies: [text], responsible, phones, action, asks, "
            "answer, origin, ticked}} or None where it is not offered or not permitted"
        ),
        "contact": "the person's own safe contact as the contact flow made it, or None",
        "danger": (
            "whom to call, where answers.query (the words of a question) sounds like danger, else None: "
            "{first (calls | listen), calls, listen: [{number, name, hours}]}"
        ),
        "found": (
            "of answers.query, or of answers.need, answers.situation, answers.place (a community), "
            "answers.near ({lat, lon}); answers.apart: the answer that led here, left out; a window from "
            "answers.skip: {danger (as in «danger», or None), rows: [{id, kind (service | article | need | "
            "situation | hotlines), label, heading (of a need or situation)}], every, before, left, next "
            "(skip of the next window or None), none}"
        ),
        "article": (
            "of answers.article: {id, title, lines: [text], next: {label, kind (need | situation | procedure "
            "| screening | danger | hotlines), id, apart (this answer)} or None, phones, source, reviewed, "
            "owner, to_complete: [text], region} or None where it is none"
        ),
        "service": (
            "the card of answers.service: {id, name, institution (text; says «зразок» for samples), "
            "institution_id, state (active | paused), notice (why it is paused), open (text: until when, or "
            "when next; None where not known), timed (hours or visits are known), lines, visits: [text], "
            "phones, address (text or None), map, site (https or None), documents: [text], without, "
            "accessibility: [text], fresh (text: when and by whom it was confirmed), stale, takes_referrals, "
            "referable (a referral can be meant for them), sample, copy (text)} or None where it is gone or "
            "closed"
        ),
        # A row's label is the whole button: colour, code, state or term; never a name or a gist.
        "work": (
            "[{id (referral), label (text), code, colour, state}] for a lead: assigned or offered "
            "to her institution and not closed, what is late and what waits first; a window of it"
        ),
        "work_count": f"{{overdue, new, taken, under_way, put_first, {_WINDOW}}} of all her work",
        "sent": (
            "[{id (referral), label (text), code, state, on_system}] what this specialist referred, what "
            "waits first; a window of it"
        ),
        "sent_count": f"{{open, untaken, overdue, put_first (by the region), {_WINDOW}}} of all she referred",
        "card": (
            "the case card of answers.referral for the acting staff: {referral, case, code, level, "
            "level_label, colour (emoji), state, state_label (text), need (text or None), client: "
            "{name, way (id), number (text), hours (text), who (id), word, notes (text or None)}, gist, "
            "profile: [text] (answers to the region's own questions), priority (the region "
            "puts it first, and the reader may know the answers that say so), "
            "final (text: who coordinates to the end, or None), signals: [text], "
            "institution, on_system, lead, mine (may act as lead), "
            "levels (may ask for another level), sender: "
            "{institution, name, phone (text)}, due (moment), consent (text), attempts: [text], "
            "attempts_count, plan: [text], timeline: [text], outcome: {label (text), words (or None)} "
            "or None (of one handed back: why), change (a lowering waiting for the second person, or "
            "None), region (the policy that this case goes by, as in «region»: its region's when it began), "
            "older_order (day of it, where another one holds today; else None), "
            "onward: [text] (further referrals that wait or were declined), beyond: [text] (why the region's "
            "help is wanted), home (may know where the person lives), placement: {id, place, since (day)} or "
            "None, table (may see who sat at the joint plan), joint_plan: {agreed, bodies, "
            "missing: [text]} or None, aid (her institution takes part in telling what aid was given), "
            "chat (may be written to here), letters: [text] (read from then on), replied (she has "
            "answered one)} or None where not permitted or gone. Audited."
        ),
        "onward": (
            "{code, rows: [{id (institution), label (text), name, kind, track, purpose, modes, sample, "
            "inform, on_system, state (prepared | asked | declined | None)}] who can come in on "
            "answers.referral (of answers.kinds, where given), preset (the row of answers.onward, or None), "
            "beyond (the row of the region's body, or None), grounds: [{id, label}], channel (text or None), "
            "referred (by staff), who_pays, chat (the person can be asked here), fields: [{id, words}] "
            "that can go along, days} or None. Audited."
        ),
        "asked": (
            "the person's own: {code, by (institution), name (whom to), gist, recipient (as the consent flow "
            "takes it)} of answers.onward, or None where nothing is asked"
        ),
        "questions": "[{id (onward), label (text)}] what the person is asked and has not answered",
        "placement": (
            "{code, running: {id, place, since} or None, places: [{id, label, institution, place (of the "
            "register) or None}]} of answers.referral, or None. Audited."
        ),
        "placed": "[{id (institution), label (text: how many live there), name}] of the coordinator's region",
        "placed_at": "[{id (placement), label (text: code, since)}] that run at answers.place",
        "shelters": (
            "the register of places to live in her region, for whoever may keep beds: {rows: [{id (place), "
            "label (text)}] open, with answers.beds free (or 1), fit for answers.wants, in answers.community "
            "(else anywhere), at most 40; cut (there are more), any (fit there is none, but some are open), "
            "opening: [text] (fit, not open yet), communities: [{id, label}] (where there are several), "
            "needed: [{id, label}], first: [text] (whom the region puts first), note (text or None), hours "
            "(text: how long beds are kept), free (beds, of all), count (places), held (her own holds)}"
        ),
        "shelter": (
            "answers.shelter for whoever may know it: {id, name, institution, community, kinds: [text], "
            "kind_ids, access: [text], access_ids, beds, free, held, over, opened, opens (day or None), "
            "stamp "
            "(text: when), by (name or None), stale, inspection (or None), inspected (day or None), "
            "uninspected "
            "(for long, or never), keeps (may change it), inspects, holds (may keep beds of it now), rather: "
            "[text] (for whom the region would keep it, where answers.wants needs no such thing), hours "
            "(text), note (text or None), sample} or None"
        ),
        "shelters_kept": (
            "{rows: [{id (place), label (text)}] of her own institution, or of the coordinator's region, "
            "what "
            "needs a look first, at most 40; cut, watches (a coordinator), free, beds, count, over, stale, "
            "uninspected: how many of them, bodies: [{id, label}] (institutions where people live, to add a "
            "place to)}"
        ),
        "holds": (
            "{rows: [{id (hold), label (text)}] what she keeps now, open: answers.hold of them: {id, name, "
            "beds, until (moment), code (of the case, or None), longer (may be kept longer), hours (text)} "
            "or None}"
        ),
        "places_open": (
            "{kind of place (directory.words.PLACE_KINDS): how many open ones have free beds} here"
        ),
        "aid": (
            "{code, lines: [text]} what aid was given or planned in the case of answers.referral, without "
            "names; None where the institution does not take part. Audited."
        ),
        "joint_plan": (
            "{code, bodies: [{id, label}], ticked: [ids], hint (text or None), calls: [text], agreed, "
            "missing: [text], missing_kinds: [ids]} of answers.referral, or None. Audited."
        ),
        "due": (
            "[{id (deadline), referral, case, code, colour, label (text), overdue, heard, level, "
            "kind, pausable, place}] of the coordinator's region, what nobody has taken on first, by due "
            "time; a window of it"
        ),
        "due_count": f"{{overdue, ahead, heard, {_WINDOW}}} of all that is due in her region",
        "deadline": (
            "answers.deadline as its row in «due» is now, with what (text: what is due by when), "
            "lead (name or None), state, state_label (text), on_system; or None where it runs no more"
        ),
        "ticked": "[text] of answers.deadline and answers.also what somebody has taken on, with institution",
        "due_places": "[{id (institution), label (text), name}] where something is due, most overdue first",
        "overview": (
            "{open, overdue, on_time (per cent or None), places: [{id (institution), label, name, open, "
            "overdue, on_time, oldest (moment or None)}]} of the coordinator's region, or None"
        ),
        "groups": "[{id, label (text)}] the working groups of the region, those at work first",
        "group": (
            "answers.group: {id, title, problem, cause, number (of its stage), stage, does (text or None), "
            "closed, acting, described, changes (may change it), gives (may say who leads), lead (name or "
            "None), head (text or None), council (takes part), names: [text], members: [{id, label, name, "
            "heads, busy}], tasks: [{id, label}], all, done, late, ahead, lacks: [text], facts: [text] (what "
            "a report would say), reports: [{id, label}]} or None"
        ),
        "group_task": (
            "answers.task: {what, who, indicator, due, done_at, state (done, late, ahead), changes} or None"
        ),
        "group_report": "answers.report: {title (text), lines: [text], words} or None",
        "group_bodies": "[{id, label, body, institution}] who could still join answers.group",
        "publications": "[{id, label (text)}] the latest edition of each kind in the region",
        "publication": (
            "answers.publication: {kind, what (text), edition, at (moment), note, read, old, watches (sees "
            "who has read), danger, discrimination, exploitation, vulnerability, order: [text]} or None"
        ),
        "acquaintance": (
            "of answers.publication, for a coordinator: {read, all, may_remind, places: [{id (institution), "
            "label, name}], left: [name] (at answers.place)} or None"
        ),
        "wellbeing": "{answered (this month), watches (sees the shares)}",
        "strain": "[{id (month), label, lines: [text]}] how larger groups were, of months that are over",
        "records": (
            "{rows: [{id (service), label (text)}], silent, doubted, never, stale (how many), proposals (how "
            "many wait), edits (all of the region), changes (may change or propose), all, before, left, "
            "first, last, next, part, many} of the directory for who keeps it true, what needs looking at "
            "first; of answers.sought (a word) where given; a window of it; or None"
        ),
        "record": (
            "answers.service for who keeps it true: {id, these: [id], seen (of the same: see "
            "service_assured), name, institution, state, state_label (text), notice, lines: [text], fresh "
            "(text), asked, doubted (people), sample, takes, edits (else a change waits for an editor), "
            "changes, assures} or None"
        ),
        "proposals": "[{id, label (text)}] what is to be decided in her region",
        "proposal": (
            "answers.proposal: {title (text), lines: [text], by (text), at (moment), two (people have to "
            "approve it), known (the provider is in the directory already), once (text: who has, or "
            "None)} or None where it is decided or not hers to decide"
        ),
        "team": (
            "[{id (staff), label (text), institution, roles, deputy (name or None), away}] of the "
            "coordinator's region"
        ),
        "leads": "[{id (staff), label}] who may take answers.referral over",
        "institutions": "[{id, label, no_telegram, own}] all of the coordinator's region",
        "signoffs": "[{id (referral), label}] waiting for this head's signature",
        "changes": (
            "[{id, label (text: code, from, to), case, code, reason}] lowered levels waiting for a "
            "second person, not asked by this one"
        ),
    }
)
