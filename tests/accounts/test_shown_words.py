"""What is shown of a message's HTML on our own pages: words, headings, lists and links."""

from __future__ import annotations

import pytest

from accounts.shown_words import shown_words


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("", ""),
        ("<h1>A</h1><h2>B</h2><h3>C</h3>", "<h2>A</h2><h3>B</h3><h4>C</h4>"),
        ('<p style="x" onclick="y" class="z">A<br>B</p>', "<p>A<br>B</p>"),
        ("<div><p>A &lt;b&gt; &amp; B</p></div>", "<p>A &lt;b&gt; &amp; B</p>"),
        ('<a href="https://a.example/?b=1&amp;c">A</a>', '<a href="https://a.example/?b=1&amp;c">A</a>'),
        ('<a href="mailto:a@b.example">A</a>', '<a href="mailto:a@b.example">A</a>'),
        ('<a href="tel:111">111</a>', '<a href="tel:111">111</a>'),
        ('<a href="javascript:no()">A</a>', "A"),
        ('<a href=" JavaScript:no()">A</a>', "A"),
        ('<a href="/admin/">A</a>', "A"),
        ('<a href="https://a.example/&quot;onclick=&quot;no">A</a>',
         '<a href="https://a.example/&quot;onclick=&quot;no">A</a>'),
        ("<p>See https://a.example/b.</p>",
         '<p>See <a href="https://a.example/b">https://a.example/b</a>.</p>'),
        ("<script>no()</script><p>A</p><style>p{}</style><img src=x onerror=no()>", "<p>A</p>"),
        ("<svg><p>A</p></svg><iframe><p>B</p></iframe><p>C</p>", "<p>C</p>"),
        ("<form action=x><input name=y><button>Go</button></form>", "Go"),
        ("<head><title>A</title><p>B</head><p>C</p>", "<p>C</p>"),
        ("<p data-html-only>A</p><p>B</p>", "<p>B</p>"),
        # Whatever is left open is closed, and what was never open is not.
        ("<p>A<strong>B</p></ul><ul><li>C", "<p>A<strong>B</strong></p><ul><li>C</li></ul>"),
        ("</a></div>A", "A"),
        ("<!-- A --><p>B</p><!DOCTYPE html><?php no ?>", "<p>B</p>"),
        ("<script>A", ""),
    ],
)  # fmt: skip
def test_nothing_is_kept_but_words_headings_lists_and_links(html, shown):
    assert shown_words(html) == shown
