# SPDX-License-Identifier: MIT
LIB_SRC := $(sort $(wildcard tools/snpguest/lib/*/*.c tools/snpguest/measurement/*.c))
# WITH_FETCH=0 builds without network; libcurl's header is needed otherwise, and
# libcurl itself only when something is fetched.
WITH_FETCH ?= $(if $(shell $(PKG_CONFIG) --exists libcurl && echo yes),1,0)
without_http := tools/snpguest/cli/fetch/http_$(if $(filter 1,$(WITH_FETCH)),none,curl).c
CLI_SRC := $(filter-out $(without_http),$(sort $(wildcard tools/snpguest/cli/*.c tools/snpguest/cli/*/*.c)))
MAN_PAGES := $(sort $(wildcard tools/snpguest/man/*.[1-8]))
