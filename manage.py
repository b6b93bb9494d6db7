#!/usr/bin/env python
"""Runs Django commands, with the development settings unless told otherwise."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recoverycollege.settings.dev")
    execute_from_command_line(sys.argv)
