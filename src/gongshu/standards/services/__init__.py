"""What changes standards: drafting, opinions and their answers, taking effect, taking over."""

from gongshu.standards.services.adopting import adopt
from gongshu.standards.services.conforming import keep_conformance
from gongshu.standards.services.drafting import add_norm, edit_norm, load
from gongshu.standards.services.opinions import answer_opinion, say
from gongshu.standards.services.sources import decide_source
from gongshu.standards.services.taking_effect import TAKE_EFFECT, take_effect

__all__ = [
    "TAKE_EFFECT", "add_norm", "adopt", "answer_opinion", "decide_source", "edit_norm", "keep_conformance", "load", "say", "take_effect",
]  # fmt: skip
