"""What is read of every file of settings at start, so that nonsense is refused then and not in a meeting."""

from config.agenda import agenda
from config.control_charts import chart_settings
from config.partner_rules import partner_rules


def refuse_nonsense() -> None:
    """Raises SettingRefused for a partner rule, a control chart or an agenda that makes no sense."""
    partner_rules()
    chart_settings()
    agenda()
