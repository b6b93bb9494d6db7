"""The student's side: places, attendance, certificates."""
