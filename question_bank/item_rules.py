"""Rules an item bank must keep beyond the shape of a file: each rule gives sentences that say what to mend."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from question_bank.items import LEVELS, Item, MultipleItem, SingleItem

NEAR_TWINS = 0.6
LEAST_SINGLE_SHARE = 8 / 12
LONGEST_KEY_SHARE = 4 / 12
LEVEL_SHARES = (3 / 12, 5 / 12)
TELLING_WORDS = 5
FORBIDDEN_OPTION = re.compile(
    r"\b(wszystkie|wszystko|żadne|żadna|żaden|obie|oba|oboje)\b.{0,20}\b(powyższ\w+|odpowied\w+|wymienion\w+)"
    r"|\bodpowiedzi?\s+[a-f]\s+(i|oraz|lub)\s+[a-f]\b",
    re.IGNORECASE,
)
# A clause that begins so is a condition or an aside of the question, where a plain "nie" misleads nobody.
SUBORDINATE = re.compile(
    r"^(jeśli|jeżeli|gdy|kiedy|że|bo|ponieważ|skoro|choć|chociaż|aby|by|żeby|a|ale|lecz|zanim|dopóki"
    r"|(w|z|na|do|od|o|po|dla|przy)?\s*(któr\w+|czego|czym|kogo|kto|co))\b"
)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, case and punctuation away."""
    return tuple(re.findall(r"\w+", text.casefold()))


def file_rules(criterion: str, items: Sequence[Item], fewest: int) -> Iterator[str]:
    """Rules about all items of one criterion together: number, kinds, levels, telling length of the keys."""
    file = f"items/{criterion}.yaml"
    if len(items) < fewest:
        yield f"{file}: {len(items)} sound items, at least {fewest} needed; write more items"
    if not items:
        return
    singles = [item for item in items if isinstance(item, SingleItem)]
    least = round(LEAST_SINGLE_SHARE * len(items))
    if len(singles) < least:
        yield f"{file}: {len(singles)} single choice items of {len(items)}, at least {least} needed; change some kinds"
    longest = [item.id for item in singles if _key_is_longest(item)]
    if len(longest) > LONGEST_KEY_SHARE * len(items):
        yield f"{file}: the key is the longest option in {', '.join(longest)}; shorten keys or lengthen distractors"
    levels = Counter(item.level for item in items)
    for level in LEVELS:
        if not LEVEL_SHARES[0] <= levels[level] / len(items) <= LEVEL_SHARES[1]:
            yield f"{file}: {levels[level]} of {len(items)} items are {level}, about a third needed; balance the levels"


def _key_is_longest(item: SingleItem) -> bool:
    key = max(len(option.text) for option in item.options if option.key)
    return key > max(len(option.text) for option in item.options if not option.key)


def item_rules(item: Item, today: date | None) -> Iterator[str]:
    """Rules about one item alone: options, negatives, a review date that has passed."""
    where = f"items/{item.criterion}.yaml, {item.id}"
    if isinstance(item, SingleItem | MultipleItem):
        for option in item.options:
            if FORBIDDEN_OPTION.search(option.text):
                yield f"{where}: option {option.id} refers to the other options; write an option of its own"
    if hidden_negative(item.stem):
        yield f"{where}: the question is negative; ask it positively or write NIE in capitals"
    if today and item.source.review_on and item.source.review_on < today:
        yield f"{where}: its source was to be read again on {item.source.review_on}; read it and set new dates"


def hidden_negative(stem: str) -> bool:
    """Whether the question itself (not the story, not a condition in it) says "nie" in small letters."""
    questions = [sentence for sentence in re.split(r"(?<=[.?…:])\s+", stem) if sentence.rstrip().endswith("?")]
    for sentence in questions:
        clauses = [clause.strip() for clause in sentence.split(",")]
        main = [c for place, c in enumerate(clauses) if not _is_aside(c, first=place == 0)]
        if any(re.search(r"\b([Nn]ie)\b", clause) for clause in main):
            return True
    return False


def _is_aside(clause: str, first: bool) -> bool:
    """A question word opens the main clause when it stands first in the sentence, and an aside anywhere later."""
    opening = SUBORDINATE.match(clause.casefold())
    if opening is None:
        return False
    asks = re.match(r"(\w+\s+)?(któr\w+|czego|czym|kogo|kto|co)\b", opening.group())
    return not (first and asks)


def pair_rules(items: Mapping[str, Item]) -> Iterator[str]:
    """Rules about two items: enmity known and mutual, near twins marked, nothing given away."""
    for item in items.values():
        yield from _enemy_rules(item, items)
    stems = {id: frozenset(words(item.stem)) for id, item in items.items()}
    # One text an item, its parts kept apart, so that each pair costs one search.
    texts = {id: " | ".join(f" {' '.join(words(text))} " for text in _texts(item)) for id, item in items.items()}
    secrets = {id: list(_secrets(item)) for id, item in items.items()}
    for one, other in combinations(items.values(), 2):
        if other.id in one.enemies or one.id in other.enemies:
            continue
        likeness = len(stems[one.id] & stems[other.id]) / max(1, len(stems[one.id] | stems[other.id]))
        if likeness >= NEAR_TWINS:
            yield f"{one.id} and {other.id}: their stems are nearly the same; mark them as enemies or rewrite one"
        for teller, item in ((one, other), (other, one)):
            for what, told in secrets[item.id]:
                if told in texts[teller.id]:
                    yield (
                        f"items/{teller.criterion}.yaml, {teller.id}: it holds the whole {what} of {item.id} and may"
                        f" give it away; reword one or mark them as enemies"
                    )


def _enemy_rules(item: Item, items: Mapping[str, Item]) -> Iterator[str]:
    where = f"items/{item.criterion}.yaml, {item.id}"
    for enemy in item.enemies:
        if enemy not in items:
            yield f"{where}: its enemy {enemy} is not in the bank; mend the id or remove it"
        elif item.id not in items[enemy].enemies:
            yield f"{where}: {enemy} does not name it as enemy in return; add {item.id} to the enemies of {enemy}"


def _secrets(item: Item) -> Iterator[tuple[str, str]]:
    """What another item must not hold: the whole stem and each whole key, when long enough to be telling."""
    secrets = [("stem", item.stem)]
    if isinstance(item, SingleItem | MultipleItem):
        secrets += [("key", option.text) for option in item.options if option.key]
    for what, secret in secrets:
        if len(words(secret)) >= TELLING_WORDS:
            yield what, f" {' '.join(words(secret))} "


def _texts(item: Item) -> Iterable[str]:
    yield item.stem
    for part in ("options", "rows", "columns", "steps"):
        for entry in getattr(item, part, ()):
            yield entry.text
