# SPDX-License-Identifier: MIT
#
# What checks build that may run side by side: two of make at once would both.
tests-of-lanes: all emulator unit-tests hosts $(VM_PROGRAMS) $(VM_STATES) \
		$(O)/doors/device $(O)/doors/in-process \
		$(O)/redirect/compare $(O)/redirect/state

.PHONY: tests-of-lanes
