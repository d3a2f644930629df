"""Django's `translate` and `extends`, finding once what every page asks for again: they are a tenth of a page's time."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Template, Token
from django.template.loader_tags import ExtendsNode, do_extends
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

register = template.Library()


class _Said(Node):
    """A constant text: the same on every page of a language."""

    def __init__(self, node: TranslateNode) -> None:
        self.name, node.asvar = node.asvar, None
        self.node = node
        self.said: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        lang = get_language()
        said = self.said.get(lang)
        if said is None:
            said = self.said[lang] = self.node.render(context)
        if self.name is None:
            return said
        context[self.name] = said
        return ""


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """Django's tag of that name."""
    node = do_translate(parser, token)
    text, about = node.filter_expression, node.message_context
    constant = text.var.lookups is None and not text.filters and (about is None or isinstance(about.var, str))
    return _Said(node) if constant else node


class _Nodes(NodeList):
    """The nodes of a template, whose blocks are looked for once."""

    def __init__(self, nodes: NodeList) -> None:
        super().__init__(nodes)
        self.contains_nontext = nodes.contains_nontext
        self.found: dict[type[Node], list[Node]] = {}

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        if nodetype not in self.found:
            self.found[nodetype] = super().get_nodes_by_type(nodetype)
        return self.found[nodetype]


class _Extends(ExtendsNode):
    """A template whose parent has a constant name: it is found once."""

    parent: Template | None = None

    def get_parent(self, context: template.Context) -> Any:
        if self.parent is None:
            parent: Template = super().get_parent(context)
            if not isinstance(parent.nodelist, _Nodes):
                parent.nodelist = _Nodes(parent.nodelist)
            self.parent = parent
        return self.parent


@register.tag("extends")
def extends(parser: Parser, token: Token) -> ExtendsNode:
    """Django's tag of that name."""
    node = do_extends(parser, token)
    constant = isinstance(getattr(node.parent_name, "var", None), str)
    return _Extends(node.nodelist, node.parent_name) if constant else node
