"""Who passes made-up cases to whom: the plausible chain of agency types, each pair with a delay of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from store.demo.cases import DemoCase
from store.demo.chance import Delay

FIRST = "whoever met the victim first"
NGOS = ("RIKU", "PROTUKI", "MONIKA", "SPR")


@dataclass(frozen=True)
class Step:
    """A handover that `share` of the cases see once one of the `senders` is in them, and none of the `unless`.

    `gap` runs from the sender's joining to the handover, `delay` from there to the answer; `due_days` is the time
    that the sender sets, if any. What the law asks for is sent again until it is accepted.
    """

    senders: tuple[str, ...]
    receiver: str
    kind: str
    share: float
    gap: Delay
    delay: Delay
    due_days: int | None = None
    fits: Callable[[DemoCase], bool] = lambda case: True
    unless: tuple[str, ...] = ()
    until_accepted: bool = False


def _of_a_child(case: DemoCase) -> bool:
    return case.is_child


def _of_an_adult(case: DemoCase) -> bool:
    return not case.is_child


def _of_labour(case: DemoCase) -> bool:
    return case.exploitation_form == "labour"


def _of_a_forced_marriage(case: DemoCase) -> bool:
    return case.exploitation_form == "forced_marriage"


def _of_uusimaa(case: DemoCase) -> bool:
    return case.home.region_code == "01"


def _of_a_hurt_child(case: DemoCase) -> bool:
    return case.is_child and case.offence in ("sexual", "violent", "trafficking")


# In this order: a step's sender has joined through an earlier step, or was there first.
STEPS = (
    Step((FIRST,), "HVALS", "case", 0.94, Delay(1), Delay(2), fits=_of_a_child, until_accepted=True),
    Step((FIRST,), "NAS", "assistance_referral", 0.85, Delay(4), Delay(6, 0.5)),
    Step((FIRST,), "POL", "investigation", 0.55, Delay(6), Delay(4.5)),
    Step(("POL",), "POLTHB", "investigation", 0.14, Delay(10), Delay(5)),
    Step((FIRST,), "RIKU", "support", 0.985, Delay(8), Delay(3), unless=("NAS", *NGOS), until_accepted=True),
    Step(("RAJA", "TULLI"), "KRP", "investigation", 0.3, Delay(9), Delay(6.5)),
    Step(("POL", "RAJA"), "LVVTS", "information", 0.45, Delay(12), Delay(5), fits=_of_labour),
    Step(("LVVTS",), "EVK", "information", 0.2, Delay(20), Delay(8), fits=_of_labour),
    Step(("POL", "RAJA"), "OIP", "support", 0.88, Delay(12), Delay(13), 21, _of_a_hurt_child),
    Step(("POL", "RAJA"), "HVASOS", "support", 0.45, Delay(5), Delay(4.5), fits=_of_an_adult),
    Step(("NAS",), "HVASOS", "support", 0.75, Delay(8), Delay(4.2), fits=_of_an_adult),
    Step(("HVASOS", "NAS"), "TURVA", "support", 0.45, Delay(4), Delay(1.5), fits=_of_a_forced_marriage),
    Step(("NAS",), "JVOK", "support", 0.1, Delay(3), Delay(4), fits=_of_an_adult),
    Step(("NAS",), "HVATER", "support", 0.72, Delay(8), Delay(6.5)),
    Step(("HVASOS", "HVALS"), "HVATER", "support", 0.4, Delay(14), Delay(5.5)),
    Step(("HVATER",), "HUS", "support", 0.2, Delay(25), Delay(10), fits=_of_uusimaa),
    Step(("NAS", "POL"), "RIKU", "support", 0.65, Delay(9), Delay(3)),
    Step(("NAS",), "OPV", "support", 0.45, Delay(12), Delay(6.5)),
    Step(("PROTUKI", "MONIKA"), "PAKNE", "support", 0.3, Delay(10), Delay(4)),
    Step(("NAS",), "MIGRI", "information", 0.5, Delay(20), Delay(6.5)),
    Step(("POL", "RAJA"), "SYL", "investigation", 0.5, Delay(90), Delay(17), 30),
    Step(("SYL",), "KO", "investigation", 0.55, Delay(60), Delay(11.5), 30),
    Step(("RIKU",), "POL", "information", 0.35, Delay(40), Delay(4)),
    Step(("NAS",), "HVASOS", "case", 0.4, Delay(110), Delay(6), 14, _of_an_adult),
    Step(("HVASOS",), "HVATER", "information", 0.35, Delay(70), Delay(6.5)),
    Step(("NAS",), "RIKU", "information", 0.3, Delay(90), Delay(3)),
    Step(("NAS",), "IOM", "support", 0.08, Delay(80), Delay(8)),
)
# What cases that stay open see again and again, each in proportion to its share; `gap` runs from the time before.
LATER = (
    Step(("NAS",), "HVASOS", "information", 0.2, Delay(170), Delay(3.6), fits=_of_an_adult),
    Step(("HVASOS", "HVALS"), "HVATER", "information", 0.2, Delay(170), Delay(5.5)),
    Step(("HVASOS", "HVALS"), "NAS", "information", 0.12, Delay(170), Delay(5)),
    Step(("NAS",), "MIGRI", "information", 0.14, Delay(170), Delay(6.5)),
    Step(("NAS", "HVASOS"), "EVK", "support", 0.1, Delay(170), Delay(7), fits=_of_an_adult),
    Step(("POL", "RAJA", "SYL"), "RIKU", "information", 0.16, Delay(170), Delay(3)),
    Step(("RIKU",), "OPV", "support", 0.1, Delay(170), Delay(5.5)),
    Step(("HVALS",), "KOULU", "information", 0.4, Delay(170), Delay(4), fits=_of_a_child),
)
