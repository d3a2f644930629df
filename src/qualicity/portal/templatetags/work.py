"""What the workbench's templates write over and over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from qualicity.assessment import STATUSES, Status
from qualicity.errors import Lang, Problem, Text
from qualicity.indicators import Figures, Observation
from qualicity.plan import Action, Dataset, Plan, Target, parse_period
from qualicity.plan.reporting import OFFICE, ORGANISATION
from qualicity.plan.tables import TableField
from qualicity.portal import words
from qualicity.portal.addresses import Addresses
from qualicity.portal.words import Words, day
from qualicity.portal.workbench import unsaved
from qualicity.portal.workbench.checks import without_place
from qualicity.portal.workbench.effect import MovedFigure
from qualicity.portal.workbench.forming import Cell
from qualicity.portal.workbench.held import before
from qualicity.portal.workbench.merge import Pair
from qualicity.portal.workbench.models import Letter, Submission
from qualicity.portal.workbench.questions import Question
from qualicity.portal.workbench.rights import ROLES, Held
from qualicity.portal.workbench.sentences import MovedSentence
from qualicity.portal.workbench.states import STATES, State

register = template.Library()

LIGHTS: dict[str, Text] = {
    "late": Text("late", "逾期"),
    "returned": Text("returned", "已退回"),
    "due": Text("to report", "待填报"),
    "draft": Text("draft", "草稿"),
    "waiting": Text("with the reviewers", "审核中"),
    "approved": Text("approved", "已通过"),
    "done": Text("done", "已完成"),
    "open": Text("at any time", "随时填报"),
    "ahead": Text("not yet due", "未到填报期"),
}
STEPS = {
    ORGANISATION: Text("the organisation", "本机构审核"),
    OFFICE: Text("the plan office", "方案办公室审核"),
}
VERBS: dict[str, Text] = {
    "submission.save": Text("saved", "保存"),
    "submission.columns": Text("said what the columns hold", "确认列的对应关系"),
    "submission.submit": Text("submitted", "提交"),
    "submission.approve": Text("approved", "通过"),
    "submission.return": Text("returned", "退回"),
    "submission.withdraw": Text("withdrew", "撤回"),
    "submission.comment": Text("commented", "提出意见"),
    "submission.take_effect": Text("took effect", "生效"),
    "submission.refuse": Text("could not take effect and came back", "未能生效，已退回"),
    "submission.correct": Text("began a correction", "开始更正"),
    "job.retry": Text("asked for the work again", "重新执行任务"),
    "token.make": Text("made a token", "生成令牌"),
    "token.revoke": Text("revoked a token", "撤销令牌"),
    "feed.make": Text("gave the calendar an address", "启用日历订阅地址"),
    "feed.revoke": Text("took the calendar’s address back", "停用日历订阅地址"),
    "late.remind": Text("reminded those who are late", "催报逾期单位"),
    "file.attach": Text("attached a file", "添加文件"),
    "file.detach": Text("took a file off", "移除文件"),
    "file.looked": Text("looked a file through", "文件查毒"),
    "doubt.answer": Text("answered a doubt", "答复疑问"),
    "doubt.decline": Text("did not publish a doubt", "不予公开疑问"),
    "doubt.forget": Text("erased who sent a doubt", "删除疑问提出人信息"),
    "people.invite": Text("invited", "邀请"),
    "people.accept": Text("accepted the invitation", "接受邀请"),
    "people.give": Text("gave a role", "授予角色"),
    "people.take": Text("took back a role", "收回角色"),
    "people.deactivate": Text("deactivated", "停用"),
    "people.revoke": Text("withdrew the invitation", "撤回邀请"),
    "plan.edit": Text("edited a change of the plan", "编辑方案修改"),
    "plan.propose": Text("proposed a change of the plan", "提出方案修改"),
    "plan.withdraw": Text("withdrew a change of the plan", "撤回方案修改"),
    "plan.return": Text("returned a change of the plan", "退回方案修改"),
    "plan.approve": Text("approved a change of the plan", "批准方案修改"),
    "plan.apply": Text("the plan was changed", "方案已修改"),
    "plan.fail": Text("the plan could not be changed", "方案未能修改"),
    "plan.begin_again": Text("began again from today’s text", "以当前文本重新开始"),
    "plan.commit": Text("committed a change of the plan again", "重新提交方案修改"),
}
"""What the log's verbs are called on a page."""
JOBS: dict[str, Text] = {
    "take-effect": Text("bring an approved submission into the evidence", "将已通过的提交入库"),
    "returned": Text("tell people that a submission came back", "通知退回"),
    "remind": Text("find who is to be reminded", "生成催报提醒"),
    "remind-late": Text("remind those who are late", "催报逾期单位"),
    "letter": Text("send a letter about dates", "发送催报邮件"),
    "scan-file": Text("have a file looked through", "文件查毒"),
    "doubt-answered": Text("tell a reader of the answer", "通知疑问提出人"),
    "apply-change": Text("write an approved change of the plan", "写入已批准的方案修改"),
}
"""What the worker's kinds of work are called."""


def _lang(context: template.Context) -> Lang:
    lang: Lang = context["lang"]
    return lang


@register.simple_tag(takes_context=True)
def form_token(context: template.Context) -> SafeString:
    """The hidden fields of every form: that it is ours, whom it was made for, and which kept one it sends again."""
    desk, token = context.get("desk"), context.get("csrf_token", "")
    fields = [("csrfmiddlewaretoken", token), (unsaved.MARK, unsaved.mark(desk.actor.name) if desk else "")]
    if desk and (again := desk.request.POST.get(unsaved.AGAIN)):
        fields.append((unsaved.AGAIN, again))
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)


@register.simple_tag(takes_context=True)
def dataset_title(context: template.Context, plan: Plan, name: str) -> str:
    """A dataset's title."""
    found = plan.dataset(name)
    return found.title.get(_lang(context)) if found else name


@register.simple_tag(takes_context=True)
def organisation_title(context: template.Context, plan: Plan, name: str) -> str:
    """An organisation's title."""
    found = next((o for o in plan.organisations if o.id == name), None)
    return found.title.get(_lang(context)) if found else name


@register.simple_tag(takes_context=True)
def indicator_title(context: template.Context, plan: Plan, name: str) -> str:
    """An indicator's title."""
    found = plan.indicator(name)
    return found.title.get(_lang(context)) if found else name


@register.simple_tag(takes_context=True)
def period_title(context: template.Context, period: str) -> str:
    """A period as a person says it."""
    return parse_period(period).title().get(_lang(context))


@register.simple_tag(takes_context=True)
def field_title(context: template.Context, field: TableField) -> str:
    """A column's title."""
    return field.title.get(_lang(context)) if field.title else field.name


register.filter("without_place", without_place)


@register.simple_tag(takes_context=True)
def field_name(context: template.Context, dataset: Dataset, name: str) -> str:
    """The title of a column by its name."""
    fields = dataset.table_schema.fields if dataset.table_schema else ()
    found = next((f for f in fields if f.name == name), None)
    return field_title(context, found) if found else name


@register.simple_tag(takes_context=True)
def before_title(context: template.Context, dataset: Dataset, period: str, spelled: bool = True) -> str:
    """The period before one, as a person says it or as a code; "" where there is none."""
    found = before(dataset, period)
    return parse_period(found).title().get(_lang(context)) if found and spelled else found


@register.simple_tag(takes_context=True)
def at_cell(context: template.Context, problem: Problem, cell: Cell) -> str:
    """What is wrong with a cell; its field is said beside."""
    text = problem.message.get(_lang(context))
    for sign in (": ", "："):
        text = text.removeprefix(f"{cell.question.field.name}{sign}")
    return text.strip()


@register.simple_tag
def reasons(submission: Submission) -> list[tuple[int, str, str]]:
    """Why cells differ from what another dataset holds: the row, counted from 1, the field and the reason."""
    found = ((key.partition(" "), why) for key, why in submission.because.items())
    return sorted((int(row) + 1, name, why) for (row, _, name), why in found)


@register.simple_tag
def code_title(question: Question) -> str:
    """What a code means, with the code."""
    title = question.title_of(question.fixed)
    return f"{title} · {question.fixed}" if title else question.fixed


@register.simple_tag(takes_context=True)
def row_title(context: template.Context, dataset: Dataset, pair: Pair) -> str:
    """What a row is about: the values of its key, or its number."""
    key = dataset.table_schema.primaryKey if dataset.table_schema else ()
    said = [c.value for c in pair.cells if c.field in key and c.value]
    return " · ".join(said) or Text("Row without key", "未填主键的行").get(_lang(context))


@register.simple_tag(takes_context=True)
def figure_value(context: template.Context, plan: Plan, o: Observation | None) -> str:
    """A figure with its unit, or why there is none."""
    if o is None:
        return "–"
    return Words(plan, _lang(context), {}).value(o)


@register.filter
def labelled_only(field: BoundField) -> BoundField:
    """A field of a form without the example inside it, which is in English only: its label says what belongs there."""
    field.field.widget.attrs.pop("placeholder", None)
    return field


@register.simple_tag(takes_context=True)
def area_title(context: template.Context, areas: Mapping[str, Text], code: str | None) -> str:
    """The name of an area, or its code where no name is known."""
    return areas[code].get(_lang(context)) if code and code in areas else code or ""


@register.filter
def as_read(value: object) -> str:
    """A value of a row of evidence as a reader reads it."""
    return words.cell(value)


@register.simple_tag(takes_context=True)
def target_link(context: template.Context, to: Addresses, target: Target) -> SafeString:
    """A target with the way to its public page."""
    return format_html('<a href="{}">{}</a>', to.target(target.id), target.title.get(_lang(context)))


@register.simple_tag(takes_context=True)
def figure_link(context: template.Context, to: Addresses, figures: Figures, m: MovedFigure) -> SafeString:
    """A figure that moves with the way to its public page; one that is not there yet leads to its indicator's."""
    title = indicator_title(context, context["plan"], m.figure.indicator)
    url = to.figure(m.before, figures) if m.before else to.indicator(m.figure.indicator)
    return format_html('<a href="{}">{}</a>', url, title)


@register.simple_tag(takes_context=True)
def sentence_link(context: template.Context, plan: Plan, to: Addresses, m: MovedSentence) -> SafeString:
    """Where a sentence's target is public; the scorecard where it names none."""
    target = next((t for t in plan.targets if t.id == m.target), None)
    if target is not None:
        return target_link(context, to, target)
    return format_html('<a href="{}">{}</a>', to.scorecard(), gettext("Scorecard"))


@register.simple_tag(takes_context=True)
def task_light(context: template.Context, code: str) -> SafeString:
    """What is to be done about a duty."""
    return format_html('<span class="task task-{}">{}</span>', code, LIGHTS[code].get(_lang(context)))


@register.simple_tag(takes_context=True)
def state(context: template.Context, code: State) -> SafeString:
    """The state of a submission."""
    return format_html('<span class="task task-{}">{}</span>', code, STATES[code].get(_lang(context)))


@register.simple_tag(takes_context=True)
def step_title(context: template.Context, plan: Plan, step: str) -> str:
    """Who looks at a step of a review."""
    return STEPS[step].get(_lang(context)) if step in STEPS else organisation_title(context, plan, step)


@register.simple_tag(takes_context=True)
def role_title(context: template.Context, name: str) -> str:
    """What a role is called."""
    return next((text.get(_lang(context)) for role, text in ROLES.items() if role == name), name)


@register.simple_tag(takes_context=True)
def verb(context: template.Context, name: str) -> str:
    """What the log says was done."""
    return VERBS[name].get(_lang(context)) if name in VERBS else name


@register.simple_tag(takes_context=True)
def job_kind(context: template.Context, kind: str) -> str:
    """What the worker was to do."""
    return JOBS[kind].get(_lang(context)) if kind in JOBS else kind


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: datetime | str) -> str:
    """A day with the time, in UTC."""
    when = datetime.fromisoformat(at) if isinstance(at, str) else at
    utc = when.astimezone(UTC) if when.tzinfo else when
    return f"{day(utc.date(), _lang(context))} {utc:%H:%M}"


@register.simple_tag(takes_context=True)
def part_title(context: template.Context, plan: Plan, part: str) -> str:
    """What one of several submissions of a dataset is about: an action or a target by its title."""
    found = next((a for a in plan.all_actions() if a.id == part), None) or plan.target(part)
    return found.title.get(_lang(context)) if found else part


@register.simple_tag(takes_context=True)
def target_title(context: template.Context, plan: Plan, name: str) -> str:
    """A target's title."""
    found = plan.target(name)
    return found.title.get(_lang(context)) if found else name


@register.simple_tag(takes_context=True)
def milestone_title(context: template.Context, action: Action, name: str) -> str:
    """A milestone's title."""
    found = next((m for m in action.milestones if m.id == name), None)
    return found.title.get(_lang(context)) if found else name


@register.simple_tag(takes_context=True)
def status_word(context: template.Context, status: Status) -> str:
    """A status in words."""
    return STATUSES[status].get(_lang(context))


@register.simple_tag(takes_context=True)
def problem_at(context: template.Context, problems: Mapping[str, Text], name: str) -> SafeString:
    """What is wrong with a field, above it."""
    if name not in problems:
        return SafeString("")
    return format_html('<span class="at-cell" role="alert">{}</span>', problems[name].get(_lang(context)))


@register.filter
def item(found: Mapping[str, object] | None, name: str) -> object:
    """What stands under a name, or nothing."""
    return (found or {}).get(name, "")


@register.simple_tag
def cell(row: Mapping[str, str], name: str) -> str:
    """A cell of a row."""
    return row.get(name, "")


@register.simple_tag
def in_letter(plan: Plan, note: Letter, lang: Lang) -> str:
    """What a line of a letter is about: dataset, period and organisation."""
    dataset = plan.dataset(note.dataset)
    organisation = plan.organisation(note.organisation)
    named = [dataset.title.get(lang) if dataset else note.dataset]
    if note.period:
        named.append(parse_period(note.period).title().get(lang))
    named.append(organisation.title.get(lang) if organisation else note.organisation)
    return ("，" if lang == "zh" else ", ").join(named)


@register.simple_tag
def roles_in_letter(plan: Plan, roles: Sequence[Held], lang: Lang) -> str:
    """The roles that somebody has, each with its organisation."""
    listed = []
    for h in roles:
        organisation = plan.organisation(h.organisation) if h.organisation else None
        role = ROLES[h.role].get(lang)
        listed.append(f"{role} ({organisation.title.get(lang)})" if organisation else role)
    return ("、" if lang == "zh" else ", ").join(listed)
