"""One tree of pages, two sites: links between the languages, and a search that finds Chinese."""

import posixpath
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.search import SearchLanguage

LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)#\s:]+\.md)(#[^)\s]*)?\)")
ENGLISH_ROOT, CHINESE_ROOT = "docs/", "docs/zh/"
TWINS = {"policies/README.md": "policies/README.zh-CN.md"}
READMES = {"README.md": "docs/index.md", "README.zh-CN.md": "docs/zh/index.md"}


def is_chinese(app: Sphinx) -> bool:
    return bool(app.tags.has("zh"))


def twin(page: str) -> str:
    """The page of the same name in the other language, whether there is one or not."""
    known = TWINS | {chinese: english for english, chinese in TWINS.items()}
    if page in known:
        return known[page]
    if page.startswith(CHINESE_ROOT):
        return ENGLISH_ROOT + page.removeprefix(CHINESE_ROOT)
    return CHINESE_ROOT + page.removeprefix(ENGLISH_ROOT)


def follow_links(app: Sphinx, page: str, source: list[str]) -> None:
    """Lead each link to a page of this site, or else to the site in the other language."""
    folder = posixpath.dirname(page)
    present = app.env.found_docs
    other = "en" if is_chinese(app) else "zh"

    def follow(link: re.Match[str]) -> str:
        text, path, anchor = link[1], link[2], link[3] or ""
        target = posixpath.normpath(posixpath.join(folder, path))
        if target in READMES:
            target, anchor = READMES[target], ""
        if text in ("中文", "English") and posixpath.normpath(twin(page + ".md")) == target:
            return ""  # the sidebar has this link
        for known in (target, twin(target)):
            if known.removesuffix(".md") in present:
                anchor = anchor if known == target else ""
                return f"[{text}]({posixpath.relpath(known, folder)}{anchor})"
        if target.startswith("docs/"):
            address = posixpath.relpath(f"{other}/{target.removesuffix('.md')}.html", posixpath.join("xx", folder))
            return f'<a href="{address}{anchor}">{text}</a>'
        # A page of the repository that is not on the site; a page elsewhere in the text says where it stands.
        return f"{text} (`{target}`)" if (Path(app.srcdir) / target).exists() else link[0]

    source[0] = LINK.sub(follow, source[0])


def add_other_language(app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Give the template the address of the same page in the other language."""
    other = "en" if is_chinese(app) else "zh"
    known = (Path(app.srcdir) / twin(page + ".md")).exists()
    target = twin(page + ".md").removesuffix(".md") if known else page
    if not known and not (Path(app.srcdir) / (page + ".md")).exists():
        target = twin("docs/zh/index" if is_chinese(app) else "docs/index")  # the search and the index of names
    here = posixpath.dirname(posixpath.join("xx", page))
    context["other_language_url"] = posixpath.relpath(f"{other}/{target}.html", here)
    context["other_language"] = other
    context["other_language_name"] = "English" if is_chinese(app) else "中文"


class Chinese(SearchLanguage):
    """Chinese by pairs of characters, in the index and in the browser alike; Sphinx's own needs a word list."""

    lang = "zh"
    language_name = "Chinese"
    words = re.compile(r"[a-zA-Z0-9_]+|[\u4e00-\u9fff]+")
    js_splitter_code = """
var splitQuery = (query) => (query.match(/[a-zA-Z0-9_]+|[\\u4e00-\\u9fff]+/g) || []).flatMap((run) =>
  /[\\u4e00-\\u9fff]/.test(run) && run.length > 2
    ? Array.from({length: run.length - 1}, (_, at) => run.slice(at, at + 2))
    : [run]);
"""

    def split(self, input: str) -> list[str]:
        """Words in Latin letters, and the pairs of characters of each Chinese run."""
        found: list[str] = []
        for run in self.words.findall(input):
            pairs = len(run) > 2 and run[0] >= "\u4e00"
            found += [run[at : at + 2] for at in range(len(run) - 1)] if pairs else [run]
        return found

    def word_filter(self, stemmed_word: str) -> bool:
        return len(stemmed_word) > 1


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_search_language(Chinese)
    app.connect("source-read", follow_links)
    app.connect("html-page-context", add_other_language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
