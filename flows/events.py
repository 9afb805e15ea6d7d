"""What can happen: every event a conversation may emit, what it carries, and how its effect may answer.

The other half of this table is ``bot.effects``: one function an event. ``flows.engine.inspect`` holds each
Act
against it, so that a flow can neither forget a field nor leave an answer without a way on. Where an effect is
asked for something the person may not do, it answers ``not_permitted`` and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.engine.inspect import EventShape


def _event(fields: str, outcomes: str) -> EventShape:
    return EventShape(frozenset(fields.split()), frozenset(outcomes.split()))


EVENTS: Mapping[str, EventShape] = MappingProxyType(
    {
        # The person and this conversation
        "language_chosen": _event("language", "ok"),
        "place_chosen": _event("region community", "ok"),
        "onboarded": _event("", "ok"),
        "discreet_set": _event("on", "ok"),  # on: clears what the channel lets it clear, no reminders unasked
        # made: code (shown once; the older one dies). Never for staff: a code would be a key to their work.
        "return_code_wanted": _event("", "made"),
        "returned": _event("code", "ok wrong too_many"),  # ok: left (a code for the case of before, or None)
        # Screening and referral
        # authority: where two stand side by side, the region whose case it is; else None
        "screened": _event(
            "mode authority danger held discrimination exploitation vulnerability minors need verdict",
            "recorded",
        ),  # recorded: screening (id)
        # mode: self | beside | phone. path: consent | child. client: {"name": text or None}; with mode self
        # it is how the acting person wants to be called. contact: as the contact flow made it. recipients:
        # [{"institution", "track", "leads", "mode", "fields"}], only those consented to; mode None: the
        # children's service on the path «child», told without a parent's consent. plan: {"lines": [text],
        # "hours": 24 | 48 | 72} or None. ground, red only: {"signs": [ids], "called": ["102", …], "at":
        # minutes ago or None}. Where a specialist raised the level, verdict holds "raised": {"from": level,
        # "reason": words}: personal, to be sealed; «screened» keeps nothing of it. profile: answers to the
        # region's own questions, [{"own", "other", "answers": [text]}], passed on where the consent says
        # «profile»; priority: the region puts such a case first. through_head: a specialist who may choose
        # (sending.who «either») asks for the head's signature. authority as above.
        # sent carries: case, code, recipients: [{"referral", "name", "on_system", "phone", "waits"}], leader
        # (name), due (moment or None), promise ("roster" | "none" | "nobody": all are samples where nobody
        # works), return_code (a new client's, or None).
        "referred": _event(
            "mode authority path screening verdict need client contact recipients gist plan ground profile "
            "priority through_head",
            "sent nobody not_permitted",
        ),
        "handed_over": _event("referral taken_by", "ok not_permitted"),  # recipient not on the system
        "form_wanted": _event("referral", "made not_permitted"),  # made: the one-page form goes to the asker
        # case may be None; ground: child | other; bodies: ids of policy.bodies; said: the person was told
        "duty_reported": _event("case ground bodies said", "recorded not_permitted"),
        # The head's signature (regions where it is asked for)
        "signed_off": _event("referral agreed", "ok not_permitted gone"),
        # The lead
        "accepted": _event("referral", "ok not_permitted gone"),
        "handed_back": _event("referral reason", "ok not_permitted gone"),
        # ways are call, sms, telegram, viber, web, through, visit; results are reached, no_answer, unsafe
        "attempted": _event("referral way result", "ok not_permitted"),  # ok: attempts (so far)
        # Letters, where the person's safe way is a chat: from the lead to her, and back
        "written": _event("referral text", "ok unreachable not_permitted"),
        "replied": _event("referral text", "ok gone"),
        # statuses are contacted, working, silent; needs_attempts carries missing (how many more)
        "status_set": _event("referral status", "ok needs_attempts not_permitted"),
        # results are met, partly, declined, elsewhere, unreached (only where the status is silent); outcome
        # is a sentence or two, or None
        # adapted: what the region asks before a case ends as helped (closing.asks), True; else None
        "outcome_written": _event("referral outcome result adapted", "ok not_permitted"),
        # One more institution in the same case. mode: how the person has agreed, to the lead; ground and
        # payer: where it exceeds the community's powers (region.beyond), else None. sent carries: referral,
        # name, on_system, due (moment or None). gone: access has ended, else carries why (definitions.onward)
        "onward_sent": _event("referral institution mode fields gist ground payer", "sent gone"),
        "onward_asked": _event(
            "referral institution gist ground payer", "ok gone"
        ),  # the person, in her chat
        "onward_declined": _event("referral institution", "ok gone"),
        # the answer is yes or no
        "onward_answered": _event("onward answer fields", "sent declined gone"),
        # Where the person lives. since: today | yesterday | an ISO date; place: of the register, with so many
        # beds, or None
        "settled": _event("referral institution since place beds", "ok wrong_day gone"),
        "place_freed": _event("placement", "ok gone"),
        # Places to live. institution: None is one's own; ok carries place. what: name | community | kinds |
        # access | beds | opens (now | unknown | an ISO date) | inspection
        "place_added": _event("institution name beds", "ok wrong not_permitted"),
        "place_changed": _event("place what value", "ok wrong"),
        # does: more | fewer | none | count | same; held: how many were kept for somebody, as whoever counts
        # saw it. full: nobody lives there; too_many carries most; changed: other beds are kept by now
        "place_updated": _event("place does count held", "ok full too_many changed"),
        # referral: for its case, or None; wants: what is needed of the place (directory.words.NEEDED). held
        # carries hold and until; taken (too few are free by now) carries free; unfit: not open, or it lacks
        # what is needed; enough: she keeps as many for no case as one may
        "place_held": _event("place beds referral wants", "held taken unfit too_many enough gone"),
        "hold_released": _event("hold", "ok gone"),
        "hold_longer": _event("hold", "ok gone"),  # once
        "hold_used": _event("hold", "ok lives gone"),  # lives: somewhere else, by what is noted down
        # Aid within a case, without names. state: planned | given; again: True, where others do the same
        # already and it is meant all the same. already carries lines
        "aid_noted": _event("referral need state again", "ok already gone"),
        # bodies: ids of policy.bodies that sat at the joint plan
        "team_met": _event("referral bodies", "ok gone"),
        # Levels
        "level_raised": _event("case level reason", "ok not_permitted"),
        "level_lowering_asked": _event("case level reason", "asked not_permitted"),
        "level_decided": _event("change agreed", "ok not_permitted gone"),
        # The person's own data
        "contact_confirmed": _event("referral answer", "ok mismatch gone"),
        "contact_changed": _event("contact", "ok"),
        "consent_withdrawn": _event("consent", "ok gone"),
        "excluded": _event("institution staff", "ok"),
        "data_exported": _event("", "made"),
        "erased": _event("", "ok"),
        # The coordinator
        # also: other deadlines of the case that the same alert stood for; gone: nothing of it waits any more
        "heard": _event("deadline also", "ok gone not_permitted"),
        "reassigned": _event("referral staff", "ok not_permitted gone"),
        "paused": _event("deadline hours reason", "ok red not_permitted"),
        "invited": _event("institution roles", "made not_permitted"),  # made: links: [str], until (moment)
        # a link that moves somebody's work to her new phone; made as above
        "invited_anew": _event("staff", "made not_permitted"),
        "joined": _event("token name position phone", "ok wrong used too_many on_page"),  # on_page: link
        "revoked": _event("staff", "ok self not_permitted"),
        "deputy_set": _event("staff deputy", "ok not_permitted"),
        "telegram_switched": _event("institution", "ok"),  # without it, or with it again
        "away_set": _event("days", "ok"),  # days: 0 = back
        # Working groups. gone: it is closed, what was pressed is no longer there, or she may not change it
        "group_made": _event("title", "made not_permitted"),  # made: group (id)
        "group_described": _event("group problem cause", "ok gone"),
        "group_lead_given": _event("group staff", "ok gone"),
        "group_member_added": _event("group body institution", "ok gone"),
        "group_member_removed": _event("member", "ok busy gone"),  # busy: lines of the roadmap are its own
        "group_head_chosen": _event("member", "ok gone"),
        "group_task_planned": _event("group member what indicator days", "ok gone"),
        "group_task_done": _event("task done", "ok gone"),
        "group_task_moved": _event("task days", "ok gone"),
        "group_task_dropped": _event("task", "ok gone"),
        "group_started": _event("group", "ok gone"),  # gone: something is missing, too
        "group_reported": _event("group kind words", "ok gone"),  # interim, or final: it closes the group
        # What the region publishes to its staff; of the kinds indicators and order. published: edition.
        # gone: there is a newer edition, or it is not hers (to remind: not yet)
        "published": _event("kind note", "published not_permitted"),
        "acquainted": _event("publication", "ok gone"),
        "reminded": _event("publication", "ok gone"),
        # How staff are: good, mixed, hard, or anything else for skipped (flows.rules.strain)
        "wellbeing_told": _event("tired support rest feel", "recorded not_permitted"),
        # The directory of services. assured: services, a list of ids, and what each was when it was shown
        # (services.freshness.seen); ok: count; changed: count, changed (others than shown, not confirmed).
        # gone: nothing of it is hers to speak of, or it is closed. noted: many (so many could not get through
        # that it is asked about), asked (it has been). services_asked: ok: what notice.service_check is given
        "service_assured": _event("services seen", "ok changed gone"),
        "service_unreached": _event("service", "noted gone"),
        "services_asked": _event("", "ok none"),
        # field: of services.editing.CHANGES; value: what it is to be, or None. wrong: problems
        "service_changed": _event("service field value", "ok proposed wrong gone"),
        # kind: provider | service | change; fields: of a record (flows.directory.record); ok: proposal
        "proposed": _event("kind fields institution service", "ok wrong not_permitted"),
        # once: a second person has to approve it too; own: not by whoever proposed it, nor twice by the same
        "proposal_decided": _event("proposal approve", "approved once refused own wrong gone"),
        "editor_page_wanted": _event("", "made"),  # made: link (once), until (moment)
        "work_page_wanted": _event("", "made"),  # the same, to her own login on the web
        # A question nobody could answer. words: what she saw and agreed to (flows.rules.questions); nothing
        # of her is kept, and nothing of the words that may not be
        "question_left": _event("words", "ok"),
        "question_settled": _event("question", "ok gone not_permitted"),
        # A talk with a live specialist. hours: 1 | 2 | 4, or 0 for «no longer»
        "talks_set": _event("hours", "ok not_permitted"),
        # words: what she begins with, or None. waiting carries talk (also where one runs already)
        "talk_wanted": _event("words", "waiting nobody too_many"),
        "talk_taken": _event("talk", "ok taken gone busy not_permitted"),
        "talk_said": _event("talk text", "ok over"),
        "talk_ended": _event("talk", "ok"),  # nothing changes where it is over, or not hers
        # Guided lists. procedure: the key of a row of facts.procedures; referral: for its case, or None;
        # does: tick | untick (that step) | finish | anew. gone: not offered (any more), or access has ended
        "procedure_followed": _event("procedure referral step does", "ok gone"),
        # A service on one page, to be printed for somebody without a phone
        "service_sent": _event("service", "made gone"),
    }
)
