# SPDX-License-Identifier: MIT
#
# upstream		the series for Linux in $(O)/upstream/patches, and as the branch
#			sev-guest of $(O)/upstream/work; AUTHOR="Name <address>"
#			signs it
# upstream-kernel	a kernel with it
# upstream-table	measure the in-tree driver and the series, for the cover letter
AUTHOR ?=
export AUTHOR

upstream:
	@source=$$(scripts/kernel.sh source) && \
	python3 upstream/series.py $$source/linux $(O)/upstream

upstream-kernel:
	@scripts/kernel.sh upstream

upstream-table: redirect-image-$(lastword $(TESTED_KERNELS)) redirect-image-upstream
	@upstream/measure.sh $(lastword $(TESTED_KERNELS))
	@$(MAKE) -s upstream

.PHONY: upstream upstream-kernel upstream-table
