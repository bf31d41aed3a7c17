"""The help: how the work goes, which keys there are, and what each rule means."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QTextBrowser, QWidget

from models.profile import Profile, load_profile
from models.resources import resource
from ui.action_table import shortcuts
from ui.looks import theme
from ui.widgets.dialog_frame import Dialog
from validators.rules import RULES


def _keys_html() -> str:
    rows = "".join(f"<tr><td><b>{escape(keys)}</b></td><td>{escape(text)}</td></tr>"
                   for keys, text in shortcuts())
    return f'<h2><a name="keys"></a>快捷键</h2><table cellpadding="4">{rows}</table>'


def _rules_html(profile: Profile) -> str:
    """Every rule that has something to say of the region's fields."""
    parts = ['<h2><a name="rules"></a>检查哪些问题</h2>']
    for rule in RULES:
        fields = [key for key in rule.fields if key in profile.fields]
        if rule.fields and not fields:
            continue
        titles = map(profile.fields.title, fields) if len(rule.fields) < 8 else ("每一项",)
        level = "错误" if rule.severity == "error" else "待核实"
        where = escape("、".join(titles) or "整份名册")
        title, text = (escape(profile.worded(each)) for each in (rule.title, rule.explanation))
        parts.append(f"<p><b>{title}</b>　<small>{where}　{level}</small><br>{text}</p>")
    return "".join(parts)


def help_html(profile: Profile) -> str:
    """The whole help as one page, in the words of a region."""
    text = resource("help", "help.html").read_text(encoding="utf-8")
    return profile.worded(text) + _keys_html() + _rules_html(profile)


class HelpDialog(Dialog):
    """Stays open beside the window."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "helpDialog", "使用帮助")
        self.setModal(False)
        self.resize(720, 600)
        self.least_height = 600
        self.browser = QTextBrowser(self)
        self.browser.setObjectName("helpText")
        self.browser.setAccessibleName("使用帮助")
        self.browser.document().setDocumentMargin(theme.XL)
        self.body.addWidget(self.browser, 1)
        self.add_button("关闭", "close").clicked.connect(self.close)
        self._profile = load_profile()
        theme.notifier().changed.connect(self._fill)
        self._fill()

    def set_profile(self, profile: Profile) -> None:
        """Tells the rules in the words of another region."""
        if profile is not self._profile:
            self._profile = profile
            self._fill()

    def show_part(self, name: str = "") -> None:
        """Opens at a part (``paper``, ``keys``, ``rules``), or at the beginning."""
        self.show()
        self.raise_()
        self.activateWindow()
        if name:
            self.browser.scrollToAnchor(name)
        else:
            self.browser.verticalScrollBar().setValue(0)

    def _fill(self) -> None:
        colors = theme.palette()
        self.browser.document().setDefaultStyleSheet(
            f"h1, h2 {{ color: {colors.text}; }} p, li, td {{ color: {colors.text};"
            f" line-height: 140%; }} small {{ color: {colors.soft}; }}")
        self.browser.setHtml(help_html(self._profile))
