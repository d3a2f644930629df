"""Everything that changes a doubt: one class per verb, with who may, what happens and the log entry together.

The command line and the workbench run the same actions; they differ in the actor that they bring.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from qualicity.errors import Text, UsageError, did_you_mean
from qualicity.plan import last_possible_day
from qualicity.portal.doubts.about import About
from qualicity.portal.doubts.kinds import OUTCOMES, REASONS, Kind, Outcome, Reason, Said, Verb
from qualicity.portal.doubts.models import Doubt, Event, Sender

LONGEST = 10_000
"""Characters of an answer."""
ASK, ANSWER, DECLINE, FORGET = "doubts.ask", "doubts.answer", "doubts.decline", "doubts.forget"


class NotAllowedError(UsageError):
    """The actor may not do this."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the name that the log keeps, and rights."""

    name: str
    rights: frozenset[str]


READER = Actor("", frozenset({ASK}))


def operator(name: str) -> Actor:
    """Whoever runs commands on this machine: the name is recorded, not authenticated."""
    return Actor(name, frozenset({ASK, ANSWER, DECLINE, FORGET}))


class Action(ABC):
    """One verb. `run` is all or nothing."""

    right: ClassVar[str]

    def run(self, actor: Actor, now: datetime) -> Doubt:
        """Do it at a moment (in UTC, without zone); gives the doubt.

        Errors: `NotAllowedError`; `UsageError` for what cannot be done, or when somebody else was faster.
        """
        if self.right not in actor.rights:
            raise NotAllowedError(
                Text(f"{actor.name or 'a reader'} may not do this", f"{actor.name or '读者'}无权进行此操作")
            )
        try:
            with transaction.atomic():
                return self.effect(actor, now.replace(tzinfo=UTC))
        except IntegrityError:
            return self.late()

    @abstractmethod
    def effect(self, actor: Actor, at: datetime) -> Doubt:
        """What happens, and its log entry."""

    def late(self) -> Doubt:
        """What if another was faster."""
        raise UsageError(
            Text(
                "somebody else has just acted on this doubt; look again", "此疑问刚刚已被他人处理，请重新查看"
            )
        )


@dataclass(frozen=True, slots=True)
class Ask(Action):
    """A reader sends a doubt. The same one sent twice is one."""

    right: ClassVar[str] = ASK

    plan: str
    about: About
    as_of: date
    shown: dict[str, Any]
    kind: Kind
    text: str
    email: str
    lang: str
    nonce: str
    evidence: str = ""
    name: str = ""
    name_shown: bool = False

    @property
    def digest(self) -> str:
        """Of all that was sent, and by whom."""
        said = (self.plan, *sorted(self.about.query.items()), self.kind, self.text, self.evidence, self.email)
        return salted_hmac("doubt", repr(said), algorithm="sha256").hexdigest()

    def effect(self, actor: Actor, at: datetime) -> Doubt:
        """Keep it, its sender apart."""
        doubt: Doubt = Doubt.objects.create(
            plan=self.plan,
            kind=self.kind,
            **{k: getattr(self.about, k) for k in self.about.__dataclass_fields__},
            as_of=self.as_of,
            shown=self.shown,
            text=self.text,
            evidence=self.evidence,
            lang=self.lang,
            nonce=self.nonce,
            digest=self.digest,
        )
        Sender.objects.create(doubt=doubt, email=self.email, name=self.name, name_shown=self.name_shown)
        _happened(doubt, "asked", actor, at)
        return doubt

    def late(self) -> Doubt:
        """The one that was sent before; None of the same words means that the form was used for others."""
        same = Doubt.objects.filter(digest=self.digest).first()
        if same is None:
            raise UsedFormError
        found: Doubt = same
        return found


class UsedFormError(UsageError):
    """A form was sent before with other words."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "This form was sent before with other words. If this is another question, send it now.",
                "此表单已提交过，但内容不同。如为另一疑问，请再次提交。",
            )
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction notice: what was wrong and since when it was shown, what is right, which releases hold the wrong figure
    for ever, and when it was corrected. A day is written as exactly as it is known."""

    wrong: Said
    right: Said
    since: str
    corrected: str = ""
    releases: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "wrong": self.wrong.record(),
            "right": self.right.record(),
            "since": self.since,
            "corrected": self.corrected,
            "releases": list(self.releases),
        }


@dataclass(frozen=True, slots=True)
class Answer(Action):
    """The office answers: from now on the doubt is public, with its answer."""

    right: ClassVar[str] = ANSWER
    verb: ClassVar[Verb] = "answered"

    number: int
    text: Said
    outcome: Outcome
    notice: Notice | None = None

    def effect(self, actor: Actor, at: datetime) -> Doubt:
        """Add the answer, and the correction notice of one that is upheld."""
        doubt, events = _held(self.number)
        self.fits(events)
        _require_name(actor)
        notice = self._checked(doubt, at)
        said = {"text": self.text.record(), "outcome": self.outcome}
        _happened(doubt, self.verb, actor, at, said)
        if notice:
            _happened(doubt, "corrected", actor, at, notice.record())
        return doubt

    def fits(self, events: list[Event]) -> None:
        """Whether it is this verb's turn; a doubt that was declined may be answered after all."""
        if any(e.verb == "answered" for e in events):
            raise UsageError(
                Text(
                    f"doubt {self.number} is answered; change the answer with: qualicity doubts amend",
                    f"疑问 {self.number} 已答复；修改答复请用：qualicity doubts amend",
                )
            )

    def _checked(self, doubt: Doubt, at: datetime) -> Notice | None:
        if self.outcome not in OUTCOMES:
            raise _unknown("outcome", self.outcome, OUTCOMES)
        texts = [self.text, *((self.notice.wrong, self.notice.right) if self.notice else ())]
        if not all(texts):
            raise UsageError(
                Text(
                    "an answer and a correction need words, in English or Chinese",
                    "答复与更正须有中文或英文文字",
                )
            )
        if any(len(x) > LONGEST for t in texts for x in (t.en, t.zh)):
            raise UsageError(
                Text(f"a text is longer than {LONGEST} characters", f"文字超过 {LONGEST} 个字符")
            )
        if (self.outcome == "upheld") != (self.notice is not None):
            raise UsageError(
                Text(
                    "a doubt that is upheld needs a correction (what was wrong, what is right, since when), any other has none",
                    "属实的疑问须附更正说明（何处有误、正确为何、自何时起），其他答复则不附",
                )
            )
        return _dated(self.notice, doubt, at) if self.notice else None


@dataclass(frozen=True, slots=True)
class Amend(Answer):
    """The office changes its answer; the former one stays, and is shown."""

    verb: ClassVar[Verb] = "amended"

    def fits(self, events: list[Event]) -> None:
        """Only an answer can be amended."""
        if not any(e.verb == "answered" for e in events):
            raise UsageError(
                Text(f"doubt {self.number} has no answer yet to amend", f"疑问 {self.number} 尚无答复可修改")
            )


@dataclass(frozen=True, slots=True)
class Decline(Action):
    """The office does not publish a doubt, and says why."""

    right: ClassVar[str] = DECLINE

    number: int
    reason: Reason

    def effect(self, actor: Actor, at: datetime) -> Doubt:
        """Add the reason."""
        doubt, events = _held(self.number)
        _require_name(actor)
        if self.reason not in REASONS:
            raise _unknown("reason", self.reason, REASONS)
        if any(e.verb in ("answered", "declined") for e in events):
            raise UsageError(
                Text(f"doubt {self.number} is answered or declined", f"疑问 {self.number} 已答复或不予公开")
            )
        _happened(doubt, "declined", actor, at, {"reason": self.reason})
        return doubt


@dataclass(frozen=True, slots=True)
class Forget(Action):
    """The office erases who sent a doubt, as a sender may ask; the doubt and its answer stay, without a name."""

    right: ClassVar[str] = FORGET

    number: int

    def effect(self, actor: Actor, at: datetime) -> Doubt:
        """Erase name and address; the log says that it was done, not what was erased."""
        doubt, _ = _held(self.number)
        _require_name(actor)
        if not Sender.objects.filter(pk=self.number).exists():
            raise UsageError(
                Text(
                    f"who sent doubt {self.number} is erased already",
                    f"疑问 {self.number} 的提出人信息已删除",
                )
            )
        Sender.objects.filter(pk=self.number).delete()
        _happened(doubt, "forgotten", actor, at)
        return doubt


def _held(number: int) -> tuple[Doubt, list[Event]]:
    """A doubt that nobody else acts on meanwhile, and what happened to it."""
    doubt = Doubt.objects.select_for_update().filter(pk=number).first()
    if doubt is None:
        raise UsageError(Text(f"there is no doubt {number}", f"没有编号为 {number} 的疑问"))
    return doubt, list(Event.objects.filter(doubt=doubt).order_by("place"))


def _happened(
    doubt: Doubt, verb: Verb, actor: Actor, at: datetime, said: dict[str, Any] | None = None
) -> None:
    place = Event.objects.filter(doubt=doubt).count() + 1
    Event.objects.create(doubt=doubt, place=place, verb=verb, at=at, by=actor.name, said=said or {})


def _require_name(actor: Actor) -> None:
    if not actor.name.strip():
        raise UsageError(Text("say who answers: --by NAME", "请注明答复人：--by 姓名"))


def _dated(notice: Notice, doubt: Doubt, at: datetime) -> Notice:
    """With the day of the correction, and the release that the reader read."""
    corrected = notice.corrected or at.date().isoformat()
    since, day = last_possible_day(notice.since), last_possible_day(corrected)
    if since > day or day > at.date():
        raise UsageError(
            Text(
                f"wrong since {notice.since}, corrected on {corrected}: these days cannot be",
                f"自 {notice.since} 起有误、于 {corrected} 更正：日期不合理",
            )
        )
    releases = notice.releases or ((doubt.release,) if doubt.release else ())
    return replace(notice, corrected=corrected, releases=releases)


def _unknown(what: str, word: str, known: dict[Any, Text]) -> UsageError:
    near, listed = did_you_mean(word, known), ", ".join(known)
    return UsageError(
        Text(
            f"{what} '{word}' is not one of {listed}{near.en}",
            f"“{word}”不在可选值内：{listed}{near.get('zh')}",
        )
    )
