# SPDX-License-Identifier: MIT
# CRYPTO=openssl: libcrypto 3.0 or later, as installed. CRYPTO=aws-lc: AWS-LC,
# built below $(O) and linked in; its names stay inside the library, so that a
# program may use OpenSSL beside it.
CRYPTO ?= openssl
engine := $(wildcard tools/snpguest/lib/crypto/engine_$(subst -,_,$(CRYPTO))*.c)
ifeq ($(engine),)
$(error CRYPTO=$(CRYPTO): there are openssl and aws-lc)
endif
LIB_SRC := $(filter-out tools/snpguest/lib/crypto/engine_%,$(sort \
	$(wildcard tools/snpguest/lib/*/*.c tools/snpguest/measurement/*.c))) $(engine)

AWS_LC ?= $(O)/aws-lc
ifeq ($(CRYPTO),aws-lc)
# What the library is linked of, and what those need who link it.
CRYPTO_SRC   := $(filter tools/snpguest/lib/crypto/%,$(LIB_SRC))
LIB_OBJECTS   = $(O)/engine.o $(call objs,$(filter-out $(CRYPTO_SRC),$(LIB_SRC)))
ENGINE       := $(AWS_LC)/libcrypto.a
ENGINE_LIBS  :=
ENGINE_REQUIRES :=

$(AWS_LC)/libcrypto.a: scripts/aws-lc.sh
	@AWS_LC=$(AWS_LC) scripts/aws-lc.sh >/dev/null && touch $@

$(call objs,$(CRYPTO_SRC)): $(AWS_LC)/libcrypto.a
$(O)/tools/snpguest/lib/crypto/%.o: private CPPFLAGS += -I$(AWS_LC)/include

# All names of AWS-LC become local; the C library's stay undefined.
$(O)/engine.o: $(call objs,$(CRYPTO_SRC)) $(ENGINE)
	$(call say,LD)$(CC) $(ALL_CFLAGS) -r -nostdlib -o $@ $^ && \
		nm -g --defined-only $(ENGINE) | \
		awk 'NF == 3 { print $$3 }' | sort -u >$@.names && \
		$(OBJCOPY) --localize-symbols=$@.names $@
else
LIB_OBJECTS   = $(call objs,$(LIB_SRC))
ENGINE_LIBS   = $(CRYPTO_LIBS)
ENGINE_REQUIRES := libcrypto >= 3.0,
endif
# WITH_FETCH=0 builds without network; libcurl's header is needed otherwise, and
# libcurl itself only when something is fetched. A static program loads nothing.
can_fetch = $(if $(filter -static,$(LDFLAGS)),,$(shell $(PKG_CONFIG) --exists libcurl && echo yes))
WITH_FETCH ?= $(if $(can_fetch),1,0)
without_http := tools/snpguest/cli/fetch/http_$(if $(filter 1,$(WITH_FETCH)),none,curl).c
# WITH_TPM=1 builds with vTPMs; tpm2-tss's header is needed then, and itself only
# when a vTPM is asked.
WITH_TPM ?= 0
without_tpm := tools/snpguest/cli/input/vtpm_$(if $(filter 1,$(WITH_TPM)),none,tss).c
# WITH_NATS=1 builds 'worker'; nats.c's header is needed then, and itself only when
# a worker is started.
WITH_NATS ?= 0
without_nats := tools/snpguest/cli/stream/queue_$(if $(filter 1,$(WITH_NATS)),none,nats).c
$(O)/tools/snpguest/cli/stream/queue_nats.o: private CPPFLAGS += -DNATS_LIBRARY='"$(NATS_LIBRARY)"'
NATS_LIBRARY = $(shell objdump -p "$$($(PKG_CONFIG) --variable=libdir libnats)/libnats.so" | sed -n 's/ *SONAME *//p')
# What the linker is told beside its own script; LINK_SCRIPT= for one that cannot (gold).
LINK_SCRIPT = $(if $(filter -static%,$(LDFLAGS)),tools/snpguest/static.ld)
CLI_SRC := $(filter-out $(without_http) $(without_tpm) $(without_nats),$(sort $(wildcard tools/snpguest/cli/*.c tools/snpguest/cli/*/*.c)))
SCHEMAS := $(sort $(wildcard tools/snpguest/schema/*.json))
MAN_PAGES := $(sort $(wildcard tools/snpguest/man/*.[1-8]))
