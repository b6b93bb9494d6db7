"""StreamField blocks that any page may use."""

from __future__ import annotations

from wagtail import blocks

from home.enums import CalloutKind, Illustration

RICH_TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, lists and links."""

    def __init__(self, **kwargs: object) -> None:
        """Offer only what reads well on a phone."""
        kwargs.setdefault("features", RICH_TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        template = "blocks/text.html"
        description = "Paragraphs, lists and links"


class HeadingBlock(blocks.CharBlock):
    """A second-level heading, so that a long page can be skimmed."""

    class Meta:
        icon = "title"
        template = "blocks/heading.html"
        description = "A heading that starts a new part of the page"


class CalloutBlock(blocks.StructBlock):
    """A short panel that stands out from the text around it."""

    kind = blocks.ChoiceBlock(choices=CalloutKind.choices, default=CalloutKind.NOTE)
    title = blocks.CharBlock(max_length=80)
    text = blocks.RichTextBlock(features=["bold", "italic", "ul", "link"])

    class Meta:
        icon = "info-circle"
        template = "blocks/callout.html"
        description = "A panel for one thing people should not miss"


class StepBlock(blocks.StructBlock):
    """One step of a numbered list."""

    title = blocks.CharBlock(max_length=100)
    text = blocks.TextBlock()


class StepsBlock(blocks.StructBlock):
    """What happens, in order."""

    steps = blocks.ListBlock(StepBlock(), min_num=2)

    class Meta:
        icon = "list-ol"
        template = "blocks/steps.html"
        description = "Numbered steps that say what happens, in order"


class QuoteBlock(blocks.StructBlock):
    """Somebody's own words, credited as they chose."""

    words = blocks.TextBlock()
    credit = blocks.CharBlock(required=False, max_length=100, help_text="As the person chose.")

    class Meta:
        icon = "openquote"
        template = "blocks/quote.html"
        description = "Somebody's own words"


class LinkCardBlock(blocks.StructBlock):
    """A card that leads to another page of the site."""

    page = blocks.PageChooserBlock()
    title = blocks.CharBlock(required=False, max_length=80, help_text="Empty: the page's title.")
    text = blocks.CharBlock(required=False, max_length=200)
    illustration = blocks.ChoiceBlock(choices=Illustration.choices, required=False)


class LinkCardsBlock(blocks.StructBlock):
    """Two to six cards that lead on."""

    cards = blocks.ListBlock(LinkCardBlock(), min_num=1, max_num=6)

    class Meta:
        icon = "grip"
        template = "blocks/link_cards.html"
        description = "Cards that lead to other pages"


class QuestionBlock(blocks.StructBlock):
    """A question and its answer, which opens when asked."""

    question = blocks.CharBlock(max_length=150)
    answer = blocks.RichTextBlock(features=["bold", "italic", "ul", "ol", "link"])

    class Meta:
        icon = "help"
        template = "blocks/question.html"
        description = "A question with an answer that opens"


class CollegeStreamBlock(blocks.StreamBlock):
    """The blocks that make up an ordinary page."""

    heading = HeadingBlock()
    text = TextBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    quote = QuoteBlock()
    cards = LinkCardsBlock()
    question = QuestionBlock()
