"""App config, so that the project can own commands and checks that span the apps."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate

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
        register(checks.texts_have_a_template, Tags.security, deploy=True)
        # Permissions are rows of the database, so the roles are applied after every migrate.
        # Django tells only apps with models; accounts is where the roles are named.
        from recoverycollege import roles, site_address  # noqa: PLC0415 -- models are only ready now

        told = apps.get_app_config("accounts")
        post_migrate.connect(roles.keep_roles_after_migrate, sender=told)
        post_migrate.connect(site_address.keep_site_address_after_migrate, sender=told)
