// SPDX-License-Identifier: MIT
#include "evidence_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export.h"
#include "../base/files.h"
#include "../host/certificate_table.h"
#include "../platform/forgery.h"

static const char *file_of(const struct evidence *evidence,
			   enum evidence_part part)
{
	bool vlek = evidence->signer == SIGNER_VLEK;

	switch (part) {
	case PART_REPORT:
		return "report.bin";
	case PART_LEAF:
		return vlek ? "vlek.der" : "vcek.der";
	case PART_CA:
		return vlek ? "asvk.der" : "ask.der";
	case PART_ARK:
		return "ark.der";
	case PART_CRL:
		return "crl.der";
	case PART_COUNT:
		break;
	}
	return NULL;
}

static int write_file(int to, const char *name, const void *bytes, size_t size,
		      struct why why)
{
	int err = file_write(to, name, 0644, bytes, size);

	return err ? because(why, err, "cannot write %s: %s", name,
			     strerror(-err))
		   : 0;
}

static int write_table(int to, const struct evidence *evidence, struct why why)
{
	bool vlek = evidence->signer == SIGNER_VLEK;
	const struct table_blob blobs[] = {
		{ vlek ? guid_vlek : guid_vcek,
		  evidence->parts[PART_LEAF].bytes,
		  evidence->parts[PART_LEAF].size },
		{ guid_ask, evidence->parts[PART_CA].bytes,
		  evidence->parts[PART_CA].size },
		{ guid_ark, evidence->parts[PART_ARK].bytes,
		  evidence->parts[PART_ARK].size },
	};
	uint8_t *table;
	size_t size;
	int err = table_build(blobs, 3, 0, &table, &size);

	if (err)
		return because(why, err, "certificate table: %s",
			       strerror(-err));
	err = write_file(to, "certs.bin", table, size, why);
	free(table);
	return err;
}

static int write_anchor(int to, struct still_machine *machine, struct why why)
{
	uint8_t *der;
	size_t size;
	int err = identity_ca_certificate(machine->identity, CA_ARK, &der,
					  &size);

	if (err)
		return because(why, err, "not enough memory");
	err = export_pem(to, ANCHOR_FILE, der, size, why);
	free(der);
	return err;
}

static int write_parts(int to, struct still_machine *machine,
		       const struct evidence *evidence, struct why why)
{
	int i, err = 0;

	for (i = 0; !err && i < PART_COUNT; i++)
		err = write_file(to, file_of(evidence, (enum evidence_part)i),
				 evidence->parts[i].bytes,
				 evidence->parts[i].size, why);
	if (!err)
		err = write_table(to, evidence, why);
	if (!err)
		err = write_file(to, "request.bin", evidence->demanded,
				 sizeof(evidence->demanded), why);
	return err ? err : write_anchor(to, machine, why);
}

/* One folder. @about: what stands in about.txt. */
static int write_folder(const char *out, struct still_machine *machine,
			const struct evidence *evidence, const char *about,
			struct why why)
{
	int err, to = export_open(out, why);

	if (to < 0)
		return to;
	err = write_parts(to, machine, evidence, why);
	if (!err)
		err = write_file(to, "about.txt", about, strlen(about), why);
	close(to);
	return err;
}

static int write_right(struct still_machine *machine, bool by_the_host,
		       const char *out, struct why why)
{
	struct evidence evidence = { 0 };
	struct evidence_order order;
	int err = evidence_order(machine, &order);

	if (by_the_host) {
		order.report = (struct report_order){ .vmpl = VMPL_OF_THE_HOST };
		memset(order.demanded, 0, sizeof(order.demanded));
	}
	if (!err)
		err = evidence_make(&order, &evidence);
	evidence_order_wipe(&order);
	err = err ? because(why, err, "evidence: %s", strerror(-err))
		  : write_folder(out, machine, &evidence,
				 by_the_host ? "right, but the host asked for it\n"
					     : "right\n",
				 why);
	evidence_free(&evidence);
	return err;
}

static int write_forged(struct forger *forger, enum forgery forgery,
			const char *out, struct why why)
{
	struct evidence evidence;
	char about[300];
	int err = forgery_make(forger, forgery, &evidence);

	snprintf(about, sizeof(about), "forged: %s\nwrong: %s\nseen by: %s\n",
		 forgery_name(forgery), forgery_text(forgery),
		 forgery_seen_by(forgery));
	err = err ? because(why, err, "%s: %s", forgery_name(forgery),
			    err == -EOPNOTSUPP ? "not with a VLEK, which is of no chip"
					       : strerror(-err))
		  : write_folder(out, forger->machine, &evidence, about, why);
	evidence_free(&evidence);
	return err;
}

/* Those that this machine can have. */
static int write_each(struct forger *forger, const char *out, struct why why)
{
	char path[4096];
	int i, fd = export_open(out, why), err = fd < 0 ? fd : 0;

	if (!err)
		close(fd);
	for (i = 0; !err && i < FORGERY_COUNT; i++) {
		snprintf(path, sizeof(path), "%s/%s", out,
			 forgery_name((enum forgery)i));
		err = write_forged(forger, (enum forgery)i, path, why);
		if (err == -EOPNOTSUPP)
			err = 0;
	}
	return err;
}

int evidence_files(const char *dir, const char *forged, bool by_the_host,
		   const char *out, struct why why)
{
	bool all = forged && !strcmp(forged, "all");
	enum forgery forgery = FORGERY_COUNT;
	struct still_machine machine;
	struct forger forger = { .machine = &machine };
	int err;

	if (forged && !all && forgery_parse(forged, &forgery))
		return because(why, -EINVAL,
			       "there is no forgery '%s'; 'ctl DIR forgeries' lists them",
			       forged);
	err = still_machine_read(dir, &machine, why);
	if (!err && all)
		err = write_each(&forger, out, why);
	else if (!err && forged)
		err = write_forged(&forger, forgery, out, why);
	else if (!err)
		err = write_right(&machine, by_the_host, out, why);
	forger_free(&forger);
	still_machine_free(&machine);
	return err;
}

void evidence_list_forgeries(FILE *to)
{
	int i;

	for (i = 0; i < FORGERY_COUNT; i++)
		fprintf(to, "%-19s %s\n", forgery_name((enum forgery)i),
			forgery_text((enum forgery)i));
}
