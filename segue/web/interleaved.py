"""Answers of two releases in one, for listeners who take part in an experiment.

Both sides answer by the replies there are; here their lists are drafted into one. The catalogue of side A
says which songs there are: what the challenger alone knows is left out, and another recording of a work that
side A shows counts as that song. Side A's words stand; distance, score and reasons are those of the side that
gave a song. A page keeps every song once: one that stands on a shelf is passed over on the next. Of an
artist's share, or of what gave way to fill a list, each side keeps its own rules; the draft keeps none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from segue.base.arrays import NO_ROWS
from segue.base.ids import AccountId
from segue.recommend.chance import uniforms
from segue.recommend.interleaving import Coin, interleaved
from segue.recommend.rules import Rule
from segue.recommend.themes import FIXED, LONGEST
from segue.releases.contest import Running
from segue.releases.experiment import Experiment
from segue.web.ask import Ask
from segue.web.cursor import MOST_DELIVERED, Cursor
from segue.web.replies.coldstart import cold_start_reply
from segue.web.replies.playlist import playlist_reply
from segue.web.replies.registry import Reply, registered_for
from segue.web.replies.shelves import shelves_reply
from segue.web.replies.upnext import up_next_reply
from segue.web.serving import Serving

WIDER = 3
"""Times as long as asked for are the shelves of both sides, so that what is passed over leaves none short."""

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Plain:
    """What one side answers by itself.

    Attributes:
        serving: of which release.
        ask: what it was asked.
        content: what its reply gave.
    """

    serving: Serving
    ask: Ask[Any]
    content: dict[str, Any]


@dataclass(frozen=True)
class Mixture:
    """One answer of two.

    Attributes:
        content: as the reply of one release.
        arms: by surface a letter per song: ``A``, ``B``, or ``=`` for neither.
        sides: what it was made of, side A first.
    """

    content: dict[str, Any]
    arms: Mapping[str, str]
    sides: tuple[Plain, Plain]


@dataclass(frozen=True, eq=False)
class Mixing:
    """How two answers to one listener become one.

    Attributes:
        serving: side A.
        running: the experiment, and side B.
        account: of the listener.
    """

    serving: Serving
    running: Running[Serving]
    account: AccountId

    def mixture(self, reply: Reply[Any], ask: Ask[Any]) -> Mixture | None:
        """The answer of both; ``None`` where their lists would not fill it.

        Raises what the reply raises for either side.
        """
        if reply is shelves_reply:
            return self._page(ask)
        if reply is up_next_reply:
            return self._queue(ask)
        one, two = self._answered(reply, ask, ask)
        name = registered_for(reply).name
        items, arms = self._draft(one.content["results"], two.content["results"], ask, name)
        return Mixture(_listed(one, two, items), {name: arms}, (one, two))

    def _queue(self, ask: Ask[Any]) -> Mixture:
        """A page of a queue: what was delivered is side A's to say, and its cursor goes on."""
        ours, theirs = self.serving.catalogue.songs.ids, self.running.challenger.catalogue.songs.ids
        delivered = NO_ROWS
        if ask.body.cursor is not None:
            cursor = Cursor.parse(ask.body.cursor)
            if cursor.release_id == self.serving.release_id and cursor.delivered.max(initial=-1) < len(ours):
                delivered = cursor.delivered
        known = theirs.look_up([ours.id(row) for row in delivered.tolist()])
        payload = Cursor(self.running.challenger.release_id, known[known >= 0]).payload()
        other = replace(ask, body=ask.body.model_copy(update={"cursor": payload if len(delivered) else None}))
        one, two = self._answered(up_next_reply, ask, other)
        name = registered_for(up_next_reply).name
        place = (ask.body.song, ask.body.seed or "", str(len(delivered)))
        items, arms = self._draft(one.content["results"], two.content["results"], ask, name, *place)
        shown = ours.look_up([item["song_id"] for item in items])
        after = Cursor(self.serving.release_id, np.concatenate([delivered, shown]))
        ends = len(items) < ask.body.limit or len(after.delivered) > MOST_DELIVERED
        content = _listed(one, two, items) | {"cursor": None if ends else after.payload()}
        return Mixture(content, {name: arms}, (one, two))

    def _page(self, ask: Ask[Any]) -> Mixture | None:
        """A page: the shelves that stand on every page are of both, the others of side A."""
        limit = ask.body.limit
        wide = replace(ask, body=ask.body.model_copy(update={"limit": min(WIDER * limit, LONGEST)}))
        one, two = self._answered(shelves_reply, wide, wide)
        theirs = {bucket["id"]: bucket for bucket in two.content["buckets"] if bucket["id"] in FIXED}
        shown: set[int] = set()
        arms: dict[str, str] = {}
        buckets = []
        for bucket in one.content["buckets"]:
            name, relaxed = bucket["id"], bucket["relaxed"]
            fresh = self._fresh(bucket["items"], shown)
            items = fresh[:limit]
            if name in theirs:
                other = theirs[name]
                items, arms[name] = self._draft(fresh, self._fresh(other["items"], shown), ask, name)
                relaxed = _both(relaxed, other["relaxed"])
            if len(items) < min(limit, len(bucket["items"])):
                return None
            shown.update(self._works(items))
            buckets.append(bucket | {"items": items, "relaxed": relaxed})
        return Mixture(one.content | {"buckets": buckets}, arms, (one, two))

    def _fresh(self, items: Sequence[Item], shown: set[int]) -> list[Item]:
        """Those of which no recording was shown."""
        works = self._works(items)
        return [item for item, work in zip(items, works, strict=True) if work not in shown]

    def _works(self, items: Sequence[Item]) -> list[int]:
        """The work of each song; −1 for one that side A does not know."""
        catalogue = self.serving.catalogue
        rows = catalogue.songs.ids.look_up([item["song_id"] for item in items])
        works: list[int] = np.where(rows < 0, -1, catalogue.work_rows[rows]).tolist()
        return works

    def _answered(self, reply: Reply[Any], ask: Ask[Any], other: Ask[Any]) -> tuple[Plain, Plain]:
        challenger = self.running.challenger
        return (
            Plain(self.serving, ask, reply(self.serving, ask)),
            Plain(challenger, other, reply(challenger, other)),
        )

    def _draft(
        self, ours: Sequence[Item], theirs: Sequence[Item], ask: Ask[Any], surface: str, *place: str
    ) -> tuple[list[Item], str]:
        """Items of two lists, and a letter for each."""
        experiment, catalogue = self.running.experiment, self.serving.catalogue
        rows = catalogue.songs.ids.look_up([item["song_id"] for item in ours]).tolist()
        works = catalogue.work_rows
        of_work = {works[row]: row for row in reversed(rows)}
        known = catalogue.songs.ids.look_up([item["song_id"] for item in theirs]).tolist()
        rivals = [of_work.get(works[row], row) if row >= 0 else None for row in known]
        given: tuple[dict[int, Item], dict[int, Item]] = ({}, {})
        for side, keys, items in ((0, rows, ours), (1, rivals, theirs)):
            for key, item in zip(keys, items, strict=True):
                if key is not None:
                    given[side].setdefault(key, item)
        day = ask.moment.date().isoformat()
        found = interleaved(
            list(given[0]),
            list(given[1]),
            Coin((experiment.id, str(self.account), surface, day, *place)),
            ask.body.limit,
            drafting_all=experiment.is_aa,
        )
        items = [given[side][key] for side, key in zip(found.sides, found.keys, strict=True)]
        return items, found.arms


def takes_part(experiment: Experiment, account: AccountId) -> bool:
    """Whether a listener is among the share that is answered by both sides."""
    drawn = uniforms(np.zeros(1, np.int32), "takes part", experiment.id, str(account))[0]
    return bool(drawn < experiment.share)


INTERLEAVED = frozenset({cold_start_reply, up_next_reply, playlist_reply, shelves_reply})
"""The replies that two releases may give together."""


def _listed(one: Plain, two: Plain, items: Sequence[Item]) -> dict[str, Any]:
    relaxed = _both(one.content["relaxed"], two.content["relaxed"])
    return one.content | {"results": items, "relaxed": relaxed}


def _both(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """The rules that gave way on either side, the first to do so first."""
    return [str(rule) for rule in Rule if rule in ours or rule in theirs]
