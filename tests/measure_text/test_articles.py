"""The articles of a text, as they are printed. The texts are invented."""

from fundcalc.measure_text.articles import FOOT, HEAD, articles


def addresses(*paragraphs: str, known: tuple[str, ...] = ()) -> list[str]:
    return [article.address for article in articles(paragraphs, known)]


def test_articles_items_and_points_have_addresses() -> None:
    text = (
        "某市办法", "第一章 总则", "第一条 目的。", "第二条　条件：", "（一）人员：", "1.不少于5人；", "2．其他；",
        "（二）场地。",
        "第二章 附则", "第三条 施行。",
    )  # fmt: skip
    assert addresses(*text) == [
        HEAD,
        "第一条",
        "第二条",
        "第二条（一）",
        "第二条（一）1",
        "第二条（一）2",
        "第二条（二）",
        "第三条",
    ]


def test_a_measure_without_articles_has_sections() -> None:
    text = (
        "指引",
        "一、定位",
        "二、条件",
        "（一）创建",
        "1.面积",
        "（1）固定场地",
        "（2）其他",
        "（二）认定",
        "本指引自发布之日实施。",
    )
    expected = [HEAD, "一", "二", "二（一）", "二（一）1", "二（一）1（1）", "二（一）1（2）", "二（二）", "末段"]
    assert addresses(*text, known=("末段",)) == expected


def test_a_paragraph_without_a_number_belongs_to_the_one_before() -> None:
    found = articles(["第一条 甲", "乙", "第二条 丙"])
    assert [article.text for article in found if article.address] == ["", "甲\n乙", "丙"]


def test_a_sentence_that_begins_with_another_article_is_no_article() -> None:
    assert addresses("第一条 甲", "第五条规定的支持除外。", "第二条 乙") == [HEAD, "第一条", "第二条"]


def test_marks_arabic_numbers_and_inserted_articles() -> None:
    assert addresses("**第1条** 甲", "## 第2条 乙", "第二条之一 丙", "第3条 丁") == [
        HEAD,
        "第一条",
        "第二条",
        "第二条之一",
        "第三条",
    ]


def test_annexes_and_the_date_below_stand_apart() -> None:
    assert addresses("第一条 甲", "某局 2025年1月2日印发", "附件 1", "指标\t10") == [HEAD, "第一条", FOOT, "附件1"]


def test_an_annex_without_a_heading_is_known_by_its_title() -> None:
    text = (
        "第一条 甲",
        "附件：",
        "1. 示例 指标",
        "2. 其他指标",
        "附件 1",
        "示例指标",
        "面积\t10",
        "其他 指标",
        "人数\t20",
    )
    found = {article.address: article.text for article in articles(text)}
    assert found["附件1"].endswith("面积\t10")
    assert found["附件2"] == "其他 指标\n人数\t20"
