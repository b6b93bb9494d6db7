"""The demo college: invented people, courses, places and pages, and the story they live."""
