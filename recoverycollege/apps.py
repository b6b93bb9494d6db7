"""App config, so that the project can own commands and checks that span the apps."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register

from recoverycollege import checks


class RecoveryCollegeConfig(AppConfig):
    """The project itself, as the topmost app."""

    name = "recoverycollege"
    verbose_name = "Recovery college"

    def ready(self) -> None:
        """Register the checks that need to see more than one app."""
        register(checks.background_work_is_real, Tags.security, deploy=True)
        register(checks.mail_leaves_the_machine, Tags.security, deploy=True)
        register(checks.address_is_public_and_secure, Tags.security, deploy=True)
