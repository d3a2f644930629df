"""The words of doubts: what one may be, what an answer may come to, why one is declined, and texts in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from qualicity.errors import Lang, Text

Kind: TypeAlias = Literal["question", "wrong", "source"]
Outcome: TypeAlias = Literal["upheld", "not_upheld", "explained"]
Reason: TypeAlias = Literal["abuse", "personal_data", "off_topic", "duplicate"]
State: TypeAlias = Literal["open", "upheld", "not_upheld", "explained", "declined"]
Verb: TypeAlias = Literal["asked", "answered", "amended", "corrected", "declined", "forgotten"]

KINDS: dict[Kind, Text] = {
    "question": Text("A question", "提问"),
    "wrong": Text("I think that it is wrong", "认为有误"),
    "source": Text("A source says otherwise", "另有来源说法不同"),
}
OUTCOMES: dict[Outcome, Text] = {
    "upheld": Text("upheld: the figure was wrong", "属实：该数有误"),
    "not_upheld": Text("not upheld: the figure stands", "不属实：该数无误"),
    "explained": Text("explained", "已说明"),
}
REASONS: dict[Reason, Text] = {
    "abuse": Text("it insults or threatens somebody", "含有侮辱或威胁他人的内容"),
    "personal_data": Text("it holds personal data of somebody", "含有他人的个人信息"),
    "off_topic": Text("it is not about a figure of this plan", "与本方案的数值无关"),
    "duplicate": Text("it repeats another doubt that is answered", "与另一已答复的疑问重复"),
}
STATES: dict[State, Text] = {
    "open": Text("open", "待答复"),
    "upheld": Text("upheld", "属实"),
    "not_upheld": Text("not upheld", "不属实"),
    "explained": Text("explained", "已说明"),
    "declined": Text("not published", "不予公开"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A text that the office wrote, in English, Chinese or both."""

    en: str = ""
    zh: str = ""

    def get(self, lang: Lang) -> str:
        """In a language, or in the other one where there is none: pages mark that up."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)

    def record(self) -> dict[str, str | None]:
        """As JSON: null where it was not written."""
        return {"en": self.en or None, "zh": self.zh or None}

    @classmethod
    def of(cls, record: Any) -> Said:
        """What `record` made."""
        return cls(record.get("en") or "", record.get("zh") or "")
