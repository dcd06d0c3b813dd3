from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistributionConfig(AppConfig):
    name = "distribution"
    verbose_name = _("Distribution")

    def ready(self) -> None:
        from distribution.sections import CORRECT, DISTRIBUTION_KIND, GENERATE, SEE_IN_DASHBOARD
        from distribution.services.deducting import ARCHIVING, DEDUCTING
        from distribution.services.effects import EFFECTS
        from runs.kinds import COMPLETION, add_effect, add_link, register
        from runs.models import Run

        register(DISTRIBUTION_KIND)
        add_link(Run.Type.SALES_UPLOAD, GENERATE)
        add_link(Run.Type.SALES_UPLOAD, CORRECT)
        add_link(Run.Type.DISTRIBUTION, SEE_IN_DASHBOARD)
        for step, effect in EFFECTS.items():
            add_effect(Run.Type.DISTRIBUTION, step, effect)
        add_effect(Run.Type.SALES_UPLOAD, COMPLETION, DEDUCTING)
        add_effect(Run.Type.SALES_UPLOAD, "archive", ARCHIVING)
