"""From when to when a measure is in force, in the words that texts have for it."""

from datetime import date

import pytest

from fundcalc.measure_text.articles import Article
from fundcalc.measure_text.in_force import Term, article_in_force, term

NEW_YEAR, LAST = date(2026, 1, 1), date(2028, 12, 31)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本办法自2026年1月1日起施行，有效期3年。", Term(NEW_YEAR, None, 3)),
        ("本办法自2026年1月1日起施行，有效期至2028年12月31日。", Term(NEW_YEAR, LAST)),
        ("本办法有效期为2026年1月1日至2028年12月31日。", Term(NEW_YEAR, LAST)),
        ("本办法自二〇二六年一月一日起实施，有效期五年。", Term(NEW_YEAR, None, 5)),
        ("本办法自2026-01-01起执行，至2028.12.31止。", Term(NEW_YEAR, LAST)),
        ("本办法自2026年1月1日起施行。《旧办法》（甲发〔2020〕1号）自2021年3月1日起废止。", Term(NEW_YEAR)),
        ("2020年5月1日印发的《旧办法》同时废止，本办法自2026年1月1日起施行，有效期3年。", Term(NEW_YEAR, None, 3)),
        ("原办法自2019年1月1日起施行，现予废止。本办法自2026年1月1日起施行。", Term(NEW_YEAR)),
        ("本办法有效期至2028年12月31日。", Term(None, LAST)),
        ("本办法自发布之日起30日后施行，有效期2年。", Term(None, None, 2)),
        ("本办法自2026年x月x日实施，有效期5年，由市科技局负责解释。", Term(None, None, 5)),
        ("本办法于2025年12月1日印发，自2026年1月1日起施行。", Term(NEW_YEAR)),
    ],
)
def test_the_first_and_the_last_day(text: str, expected: Term) -> None:
    assert term(Article("第九条", text)) == expected


def test_the_article_that_says_it() -> None:
    body = [
        Article("第八条", "本办法自2026年1月1日起施行，有效期3年。"),
        Article("第九条", "各县可以制定实施细则。"),
    ]
    assert article_in_force(body) == body[0]
