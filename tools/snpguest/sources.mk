# SPDX-License-Identifier: MIT
LIB_SRC := $(sort $(wildcard tools/snpguest/lib/*.c))
CLI_SRC := $(sort $(wildcard tools/snpguest/cli/*.c))
MAN_PAGES := $(sort $(wildcard tools/snpguest/man/*.[1-8]))
